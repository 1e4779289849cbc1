/// A client written from the protocol's page alone, and the checker that holds what such clients
/// saw against the promises. Neither knows anything of how the server works.
///
/// [DeliveryChecker] is told what was sent, acknowledged, shown and read back, and says what was
/// lost, doubled, reordered, left unnoticed or misplaced. [PlainClient] is one device: it sends,
/// sends again, reconnects, notices holes and reads what it missed.
@NullMarked
package io.parley.testing.delivery;

import org.jspecify.annotations.NullMarked;
