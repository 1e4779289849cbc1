package io.parley.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;

/// Takes connections that ask for a socket out of the HTTP server's hands.
@FunctionalInterface
public interface SocketIntake {
  /// Called on the event loop of a new HTTP connection, before it has read anything.
  ///
  /// @param http where the HTTP server handles requests: whoever wants to see them first puts
  ///   itself before it
  void watch(ChannelHandlerContext http);

  /// To whose connections a new one is counted, and the same when it is closed; empty: to nobody's.
  default String addressOf(Channel connection) {
    return "";
  }
}
