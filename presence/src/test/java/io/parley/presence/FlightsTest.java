package io.parley.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class FlightsTest {
  private final Flights<String> flights = new Flights<>();

  @Test
  void whoLeavesDuringACallThatConcernsThemIsTold() {
    var flight = flights.begin(List.of("alice", "bob"));
    var other = flights.begin(List.of("carol"));
    flights.left("alice");
    flights.left("dave");
    assertEquals(List.of("alice"), flight.end());
    assertEquals(List.of(), other.end());
  }

  @Test
  void whoLeftBeforeOrAfterIsNot() {
    flights.left("alice");
    var flight = flights.begin(List.of("alice"));
    assertEquals(List.of(), flight.end());
    flights.left("alice");
    assertEquals(List.of(), flights.begin(List.of("alice")).end());
  }
}
