/// The edge: everything that clients connect to. It holds sockets and nothing else that matters; it
/// can die at any moment and only reconnects are lost.
@NullMarked
package io.parley.edge;

import org.jspecify.annotations.NullMarked;
