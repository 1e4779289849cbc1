package io.parley.load.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoadOptionsTest {
  private static LoadOptions said(Map<String, String> words) {
    return new LoadOptions("test", Map.of(Setting.USERS, "7"), words::get);
  }

  @Test
  void whatIsSaidComesBeforeTheScenariosStandardAndThatBeforeOurs() {
    assertEquals(7, said(Map.of()).number(Setting.USERS));
    assertEquals(9, said(Map.of("users", "9")).number(Setting.USERS));
    assertEquals(20, said(Map.of()).number(Setting.RATE));
  }

  @Test
  void edgesAreTheSocketsAndTheApiOfTheSameServers() {
    LoadOptions options = said(Map.of("url", "ws://a:1,ws://b"));
    assertEquals(
        List.of(URI.create("ws://a:1/v1/ws"), URI.create("ws://b/v1/ws")), options.edges());
    assertEquals(List.of(URI.create("http://a:1/"), URI.create("http://b/")), options.http());
    assertEquals(
        List.of(URI.create("https://a/")), said(Map.of("url", "wss://a")).http(), "of TLS");
  }

  @Test
  void whatIsWrongIsNamedWithItsRule() {
    assertFault("users: 1 (expected: 2 to 100000)", Map.of("users", "1"));
    assertFault("users: many (expected: 2 to 100000)", Map.of("users", "many"));
    assertFault("rate: 99999999999 (expected: 1 to 100000)", Map.of("rate", "99999999999"));
    assertFault("void: maybe (expected: fails or passes)", Map.of("void", "maybe"));
    assertFault(
        "url: http://a (expected: ws://HOST:PORT, or wss://; several with commas)",
        Map.of("url", "http://a"));
    for (String url : List.of("ws://:8080", "ws://a,wss://b")) {
      assertFault(
          "url: %s (expected: a host in each, and either ws:// or wss:// for all)".formatted(url),
          Map.of("url", url));
    }
  }

  private static void assertFault(String expected, Map<String, String> words) {
    var fault = assertThrows(IllegalArgumentException.class, () -> said(words));
    assertEquals(expected, fault.getMessage());
  }
}
