/// The life of a socket, from its handshake to its close code.
///
/// What decides is pure: [io.parley.edge.socket.FrameRules] what a frame asks for,
/// [io.parley.edge.socket.WebSocketReader] what bytes mean, [io.parley.edge.socket.RateLimit] who
/// is too fast, and the pages of lists. A [io.parley.edge.socket.Session] belongs to one event
/// loop, has no timer of its own, and holds nothing that is not bounded.
@NullMarked
package io.parley.edge.socket;

import org.jspecify.annotations.NullMarked;
