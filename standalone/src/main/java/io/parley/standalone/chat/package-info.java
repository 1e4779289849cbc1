/// `./parley chat`: people in terminals, on the client library.
///
/// [Chat] is the one loop. [Reading] is the conversation that is open, [Clerk] does what an [Order]
/// asks of the server. What it shows is decided in [ChatView], what is typed in [LineEditor];
/// [Screen] writes, [Terminal] knows the terminal. Nothing that others wrote reaches the terminal
/// but through [Printable].
@NullMarked
package io.parley.standalone.chat;

import org.jspecify.annotations.NullMarked;
