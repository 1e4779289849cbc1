/// How a process comes up and goes down: build → start → ready → drain → stop, in order and
/// bounded.
@NullMarked
package io.parley.runtime.lifecycle;

import org.jspecify.annotations.NullMarked;
