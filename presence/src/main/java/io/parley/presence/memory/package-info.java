/// The registry without Redis: the same contract in the memory of one process, at once and in one
/// thread if need be. For simulations, and for tests of those who use the registry.
@NullMarked
package io.parley.presence.memory;

import org.jspecify.annotations.NullMarked;
