package io.parley.edge.accounts;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Where a request comes from, as far as it is counted: an IPv4 address, or the /64 of an IPv6 one,
/// since whoever has one address of it has all of them.
public final class ClientAddress {
  private static final int NETWORK_BYTES = 8;

  private ClientAddress() {}

  /// Empty where nobody knows.
  ///
  /// @param peer the address at the other end of the connection
  /// @param forwardedFor the `X-Forwarded-For` headers, in order, joined with commas; each proxy
  ///   has put its own peer at the end
  /// @param trustedProxies how many of these entries proxies of ours wrote
  public static String of(
      @Nullable String peer, @Nullable String forwardedFor, int trustedProxies) {
    if (trustedProxies > 0 && forwardedFor != null) {
      String[] hops = forwardedFor.split(",", -1);
      if (hops.length >= trustedProxies) {
        String network = network(hops[hops.length - trustedProxies].strip());
        if (!network.isEmpty()) {
          return network;
        }
      }
    }
    return peer == null ? "" : network(peer);
  }

  static boolean isLoopback(@Nullable String peer) {
    try {
      return peer != null && InetAddress.ofLiteral(peer).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// Some proxies write the port as well: `192.0.2.1:4711`, `[2001:db8::1]:4711`.
  private static String withoutPort(String text) {
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      return end < 0 ? text : text.substring(1, end);
    }
    int colon = text.indexOf(':');
    boolean isOnly = colon >= 0 && colon == text.lastIndexOf(':');
    return isOnly ? text.substring(0, colon) : text;
  }

  /// Empty for what is no address.
  private static String network(String text) {
    try {
      InetAddress address = InetAddress.ofLiteral(withoutPort(text));
      return address instanceof Inet6Address
          ? HexFormat.of().formatHex(address.getAddress(), 0, NETWORK_BYTES) + "/64"
          : address.getHostAddress();
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
