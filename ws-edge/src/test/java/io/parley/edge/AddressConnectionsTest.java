package io.parley.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AddressConnectionsTest {
  @Test
  void oneAddressHasItsShareAndTakesNothingFromTheOthers() {
    AddressConnections connections = new AddressConnections(2);
    assertTrue(connections.open("192.0.2.1"));
    assertTrue(connections.open("192.0.2.1"));
    assertFalse(connections.open("192.0.2.1"));
    assertTrue(connections.open("192.0.2.2"));
    connections.closed("192.0.2.1");
    assertTrue(connections.open("192.0.2.1"));
    assertFalse(connections.open("192.0.2.1"));
  }

  @Test
  void anAddressWithoutConnectionsIsForgotten() {
    AddressConnections connections = new AddressConnections(1);
    assertTrue(connections.open("192.0.2.1"));
    assertFalse(connections.open("192.0.2.1"));
    connections.closed("192.0.2.1");
    assertEquals(0, connections.addresses());
  }

  @Test
  void whoIsNotCountedIsNotBounded() {
    AddressConnections connections = new AddressConnections(1);
    AddressConnections unbounded = new AddressConnections(0);
    for (int i = 0; i < 10; i++) {
      assertTrue(connections.open(""));
      assertTrue(unbounded.open("192.0.2.1"));
    }
    assertEquals(0, connections.addresses());
    assertEquals(0, unbounded.addresses());
  }
}
