/// `./parley chat`: two people in two terminals, on the client library.
///
/// [Chat] is the one loop; what it shows is decided in [ChatView], what is typed in [LineEditor];
/// [Screen] writes, [Terminal] knows the terminal. Nothing that others wrote reaches the terminal
/// but through [Printable].
@NullMarked
package io.parley.standalone.chat;

import org.jspecify.annotations.NullMarked;
