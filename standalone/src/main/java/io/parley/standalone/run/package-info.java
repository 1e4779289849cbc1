/// Wires services into one process: all four, or one of them.
@NullMarked
package io.parley.standalone.run;

import org.jspecify.annotations.NullMarked;
