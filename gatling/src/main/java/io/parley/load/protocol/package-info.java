/// Parley for Gatling: people are the client library's clients on Gatling's event loops, with a
/// transport of Netty; what they do are Gatling actions, and every time counts from when something
/// was due.
@NullMarked
package io.parley.load.protocol;

import org.jspecify.annotations.NullMarked;
