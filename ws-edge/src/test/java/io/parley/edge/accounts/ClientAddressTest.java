package io.parley.edge.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '|',
      textBlock =
          """
          192.0.2.1          | -                          | 0 | 192.0.2.1
          192.0.2.1          | 203.0.113.9                | 0 | 192.0.2.1
          192.0.2.1          | 203.0.113.9                | 1 | 203.0.113.9
          192.0.2.1          | 6.6.6.6, 203.0.113.9       | 1 | 203.0.113.9
          192.0.2.1          | 6.6.6.6,203.0.113.9,10.0.0.7 | 2 | 203.0.113.9
          192.0.2.1          | 203.0.113.9                | 2 | 192.0.2.1
          192.0.2.1          | 203.0.113.9:4711           | 1 | 203.0.113.9
          192.0.2.1          | [2001:db8:1:2::1]:4711     | 1 | 20010db800010002/64
          192.0.2.1          | [2001:db8:1:2::1]          | 1 | 20010db800010002/64
          192.0.2.1          | [2001:db8:1:2::1           | 1 | 192.0.2.1
          192.0.2.1          | nonsense                   | 1 | 192.0.2.1
          192.0.2.1          | 2001:db8:1:2:3:4:5:6       | 1 | 20010db800010002/64
          2001:db8:1:2::1    | -                          | 0 | 20010db800010002/64
          2001:db8:1:2:ff::1 | -                          | 0 | 20010db800010002/64
          2001:db8:1:3::1    | -                          | 0 | 20010db800010003/64
          ::ffff:192.0.2.1   | -                          | 0 | 192.0.2.1
          """)
  void theAddressIsTheOneThatOnlyOurOwnProxiesCanHaveWritten(
      String peer, String forwardedFor, int proxies, String expected) {
    assertEquals(expected, ClientAddress.of(peer, forwardedFor, proxies));
  }
}
