package io.parley.edge.socket;

import io.netty.channel.Channel;
import io.parley.edge.accounts.ClientAddress;
import java.net.InetSocketAddress;

/// Who is at the other end of a connection, as far as it is counted.
final class Peer {
  private Peer() {}

  /// Empty for this machine's own programs: the share of one would be that of all of them.
  static String of(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress peer
            && !peer.getAddress().isLoopbackAddress()
        ? ClientAddress.of(peer.getAddress().getHostAddress(), null, 0)
        : "";
  }
}
