package io.parley.load.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.ChannelException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SourcesTest {
  private static List<String> first(Sources sources, int count) {
    return IntStream.range(0, count)
        .mapToObj(sources::of)
        .map(source -> known(source).getAddress().getHostAddress())
        .toList();
  }

  private static InetSocketAddress known(@Nullable InetSocketAddress source) {
    if (source == null) {
      throw new AssertionError("the system's choice (expected: an address)");
    }
    return source;
  }

  @Test
  void socketsTakeTurnsAtTheAddressesOfRanges() {
    assertEquals(
        List.of("127.0.0.255", "127.0.1.0", "10.0.0.9", "127.0.0.255"),
        first(Sources.of("127.0.0.255-127.0.1.0,10.0.0.9", "far.example"), 4));
  }

  @Test
  void loopbackHasEightUnlessSomethingIsSaid() {
    assertEquals("127.0.0.8", first(Sources.of("", "127.0.0.1"), 8).getLast());
    assertEquals(List.of("127.0.0.9"), first(Sources.of("127.0.0.9", "localhost"), 1));
    assertNull(Sources.of("", "far.example").of(3));
  }

  @Test
  void whatIsNoRangeIsNamed() {
    for (String wrong : List.of("127.0.0.2-127.0.0.1", "1.2.3", "1.2.3.400", "10.0.0.0-10.0.9.0")) {
      var fault =
          assertThrows(IllegalArgumentException.class, () -> Sources.of(wrong, "far.example"));
      assertTrue(fault.toString().contains("sources: "), fault::toString);
    }
  }

  @Test
  void whatThisMachineLacksIsToldFromWhatTheServerRefuses() {
    assertTrue(Dialer.isShortage(new BindException("Address already in use")));
    assertTrue(Dialer.isShortage(new IOException("socket: Too many open files")));
    assertTrue(Dialer.isShortage(new IOException("Cannot assign requested address: /127.0.0.1")));
    assertTrue(
        Dialer.isShortage(
            new ChannelException(
                "Unable to create Channel from class …",
                new IOException("socket: Too many open files"))),
        "as Netty says it");
    assertFalse(Dialer.isShortage(new IOException("Connection refused")));
    assertFalse(Dialer.isShortage(null));
  }
}
