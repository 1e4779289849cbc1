/// The generator against an edge of a few lines, and what it reads and counts.
@NullMarked
package io.parley.benchmarks;

import org.jspecify.annotations.NullMarked;
