package io.parley.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretSettingsTest {
  record Kafka(@Setting(doc = "Properties.", secret = true) Map<String, String> properties) {
    Kafka {
      properties
          .keySet()
          .forEach(name -> {
            if (!name.startsWith("ssl.")) {
              throw new IllegalArgumentException("properties: " + name + " (expected: ssl.…)");
            }
          });
    }
  }

  record All(
      @Setting(doc = "Kafka.") Kafka kafka,
      @Setting(doc = "Password.", secret = true) String password) {}

  @Test
  void aRestWithoutANameIsAFaultThatDoesNotQuoteIt() {
    assertEquals(
        List.of(
            "kafka.properties: ******** (expected: name=value,name=value; a comma in a value as"
                + " \\,), PARLEY_KAFKA_PROPERTIES"),
        faults("", Map.of("PARLEY_KAFKA_PROPERTIES", "ssl.key=correct,hunter2")));
  }

  @Test
  void aRecordThatRefusesANameDoesNotShowIt() {
    assertEquals(
        List.of("kafka.properties: ******** (expected: ssl.…), PARLEY_KAFKA_PROPERTIES"),
        faults("", Map.of("PARLEY_KAFKA_PROPERTIES", "ssl.key=correct,hunter2=x")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kafka: {properties: {hunter2: x}}",
        "kafka: {properties: {hunter2: [a, [b]]}}",
        "kafka: {properties: {hunter2: a, hunter2: b}}",
        "kafka: {properties: {a: {hunter2: {b: c}}}}",
        "kafka: {properties: [hunter2]}",
        "kafka: {properties: hunter2}",
        "kafka: {propertis: {hunter2: x}}",
        "password: [hunter2]",
        "password: {hunter2: x}",
        "password: *hunter2",
      })
  void noFaultShowsWhatWasWritten(String file) {
    List<String> faults = faults(file, Map.of());
    assertFalse(faults.toString().contains("hunter2"), faults.toString());
  }

  @Test
  void aMapOfEmptyValuesHidesItsNames() {
    record Tokens(@Setting(doc = "Tokens.", secret = true) Map<String, String> tokens) {}
    String shown =
        switch (ConfigReader.read(Tokens.class, "test.yaml", "tokens: {hunter2: }", Map.of())) {
          case ConfigResult.Valid<Tokens> valid -> valid.effective().toString();
          case ConfigResult.Invalid<Tokens>(List<String> faults) -> faults.toString();
        };
    assertFalse(shown.contains("hunter2"), shown);
    assertTrue(shown.contains("********"), shown);
  }

  private static List<String> faults(String file, Map<String, String> environment) {
    return switch (ConfigReader.read(All.class, "test.yaml", file, environment)) {
      case ConfigResult.Valid<All> valid -> throw new AssertionError("valid: " + valid);
      case ConfigResult.Invalid<All>(List<String> faults) -> faults;
    };
  }
}
