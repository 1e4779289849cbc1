/// What the process as a whole tells of itself. Metrics of a part stand beside the part, behind a
/// `…Metrics` interface of its own.
@NullMarked
package io.parley.runtime.metrics;

import org.jspecify.annotations.NullMarked;
