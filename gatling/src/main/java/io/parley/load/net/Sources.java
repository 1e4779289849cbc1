package io.parley.load.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Addresses of this machine that sockets come from. Each has some 28,000 ports towards one edge;
/// spread over several, one machine holds more sockets than that.
public final class Sources {
  private static final int MAX = 256;
  private static final String LOOPBACK = "127.0.0.1-127.0.0.8";

  private final List<InetSocketAddress> addresses;

  private Sources(List<InetSocketAddress> addresses) {
    this.addresses = addresses;
  }

  /// @param said ranges; empty: eight of loopback where the edge is on loopback, else the system's
  ///   choice
  public static Sources of(String said, String host) {
    String ranges = said.isEmpty() && isLoopback(host) ? LOOPBACK : said;
    List<InetSocketAddress> addresses = new ArrayList<>();
    if (!ranges.isEmpty()) {
      for (String range : ranges.split(",", -1)) {
        add(range, addresses);
      }
    }
    return new Sources(addresses);
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.startsWith("127.");
  }

  private static void add(String range, List<InetSocketAddress> addresses) {
    String[] ends = range.split("-", 2);
    long first = number(ends[0]);
    long last = number(ends[ends.length - 1]);
    if (first > last || last - first >= MAX - addresses.size()) {
      throw new IllegalArgumentException(
          "sources: %s (expected: up to %d addresses, the lower end first)".formatted(range, MAX));
    }
    for (long number = first; number <= last; number++) {
      addresses.add(new InetSocketAddress(address(number), 0));
    }
  }

  private static long number(String text) {
    if (!text.matches("(\\d{1,3}\\.){3}\\d{1,3}")) {
      throw new IllegalArgumentException("sources: %s (expected: like 127.0.0.1)".formatted(text));
    }
    long number = 0;
    for (String part : text.split("\\.", -1)) {
      int octet = Integer.parseInt(part);
      if (octet > 255) {
        throw new IllegalArgumentException(
            "sources: %s (expected: like 127.0.0.1)".formatted(text));
      }
      number = number << 8 | octet;
    }
    return number;
  }

  private static InetAddress address(long number) {
    byte[] bytes = {
      (byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number
    };
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  /// Where the socket with this number comes from; null: the system chooses.
  @Nullable InetSocketAddress of(int number) {
    return addresses.isEmpty() ? null : addresses.get(Math.floorMod(number, addresses.size()));
  }
}
