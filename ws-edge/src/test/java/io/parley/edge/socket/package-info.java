/// Sockets from outside: real ones against an edge whose ports are in memory.
@NullMarked
package io.parley.edge.socket;

import org.jspecify.annotations.NullMarked;
