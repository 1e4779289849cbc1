/// The port for operators: whether a process lives, whether it can work, and its metrics.
@NullMarked
package io.parley.runtime.admin;

import org.jspecify.annotations.NullMarked;
