package io.parley.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordFaultsTest {
  record Queue(
      @Setting(doc = "High.", standard = "10") int highMark,
      @Setting(doc = "Low.", standard = "5") int lowMark) {
    Queue {
      if (lowMark > highMark) {
        throw new IllegalArgumentException(
            "highMark: %d (expected: >= %d)".formatted(highMark, lowMark));
      }
    }
  }

  record Server(
      @Setting(doc = "Name.", standard = "x") String name,
      @Setting(doc = "Seats.", standard = "10") int seats,
      @Setting(doc = "Queue.") Queue queue) {
    Server {
      if (name.isBlank()) {
        throw new IllegalArgumentException("a server without a name");
      }
      if (queue.highMark() > seats) {
        throw new IllegalArgumentException(
            "seats: %d (expected: >= %d)".formatted(seats, queue.highMark()));
      }
    }
  }

  record All(
      @Setting(doc = "One.") Server one,
      @Setting(doc = "Two.") Server two,
      @Setting(doc = "Port.", standard = "1") int port) {}

  record Names(@Setting(doc = "Names.", standard = "a") List<String> names) {
    Names {
      if (names.isEmpty()) {
        throw new IllegalArgumentException("names: none (expected: one)");
      }
    }
  }

  @Test
  void everyRecordIsTriedAlsoWhenKeysElsewhereAreFaulty() {
    String file =
        """
        one:
          queue: {low-mark: 11}
        two:
          name: ""
          queue: {high-mark: 4}
        port: x
        """;
    assertEquals(
        List.of(
            "port: \"x\" (expected: an integer), test.yaml line 6",
            "one.queue.high-mark: 10 (expected: >= 11), default",
            "two.queue.high-mark: 4 (expected: >= 5), test.yaml line 5",
            "two: a server without a name"),
        faults(All.class, file, Map.of()));
  }

  @Test
  void aFaultNamesTheVariableThatBroughtTheValue() {
    assertEquals(
        List.of("one.seats: 3 (expected: >= 10), PARLEY_ONE_SEATS"),
        faults(All.class, "", Map.of("PARLEY_ONE_SEATS", "3")));
  }

  @Test
  void whatNeedsAMissingSectionIsNotGuessed() {
    assertEquals(
        List.of("one.queue.high-mark: \"x\" (expected: an integer), test.yaml line 1"),
        faults(All.class, "one: {seats: 1, queue: {high-mark: x}}", Map.of()));
  }

  @Test
  void aFileThatCannotBeReadGivesNoFaultsOfWhatItMayHold() {
    assertEquals(1, faults(All.class, "one: [", Map.of("PARLEY_ONE_SEATS", "3")).size());
  }

  @Test
  void aValueReadInHalfGivesOneFault() {
    assertEquals(
        List.of("names: a list may hold only texts, test.yaml line 1"),
        faults(Names.class, "names: [{a: b}]", Map.of()));
  }

  private static List<String> faults(
      Class<? extends Record> type, String file, Map<String, String> environment) {
    return switch (ConfigReader.read(type, "test.yaml", file, environment)) {
      case ConfigResult.Valid<?> valid -> throw new AssertionError("valid: " + valid);
      case ConfigResult.Invalid<?>(List<String> faults) -> faults;
    };
  }
}
