/// The memory without Cassandra: the same ports, kept on the heap of one process and gone with it.
/// For simulations and for tests of what is built on the ports; it passes the contract tests that
/// the real one passes. Nothing here fails or waits: whoever wants that puts it around.
@NullMarked
package io.parley.history.memory;

import org.jspecify.annotations.NullMarked;
