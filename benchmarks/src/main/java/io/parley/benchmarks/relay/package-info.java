/// The raw relay: what a socket and a message cost at least.
@NullMarked
package io.parley.benchmarks.relay;

import org.jspecify.annotations.NullMarked;
