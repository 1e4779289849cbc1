@NullMarked
package io.parley.runtime.resilience;

import org.jspecify.annotations.NullMarked;
