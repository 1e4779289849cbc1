package io.parley.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {
  enum Colour {
    RED,
    DARK_BLUE
  }

  record Server(
      @Setting(doc = "The port.", standard = "8080", min = "1", max = "65535") int port,
      @Setting(doc = "Patience.", standard = "5s", min = "1s") Duration patience,
      @Setting(doc = "Room.", standard = "64KiB", max = "1MiB") ByteSize room,
      @Setting(doc = "Key.", secret = true) String password) {
    Server {
      if (port == 666) {
        throw new IllegalArgumentException("port: 666 (expected: something nicer)");
      }
    }
  }

  record All(
      @Setting(doc = "The server.") Server server,
      @Setting(doc = "Names.", standard = "a,b") List<String> names,
      @Setting(doc = "Levels.") Map<String, String> levels,
      @Setting(doc = "Colour.", standard = "dark-blue") Colour colour,
      @Setting(doc = "On.", standard = "true") boolean on,
      @Setting(doc = "Ratio.", standard = "0.5") double ratio,
      @Setting(doc = "Where.", standard = "/tmp") Path maxPath) {}

  @Test
  void anEmptyFileGivesTheDefaults() {
    All all = valid("", Map.of()).config();
    assertEquals(
        new All(
            new Server(8080, Duration.ofSeconds(5), new ByteSize(65_536), ""),
            List.of("a", "b"),
            Map.of(),
            Colour.DARK_BLUE,
            true,
            0.5,
            Path.of("/tmp")),
        all);
  }

  @Test
  void theFileStandsOverTheDefaultsAndTheEnvironmentOverTheFile() {
    String file =
        """
        server:
          port: 1111
          patience: 250s
        names: [x, y]
        levels:
          io.parley: debug
        """;
    ConfigResult.Valid<All> valid =
        valid(file, Map.of("PARLEY_SERVER_PORT", "2222", "PARLEY_LEVELS", "a=b,c=d"));
    assertEquals(2222, valid.config().server().port());
    assertEquals(Duration.ofSeconds(250), valid.config().server().patience());
    assertEquals(List.of("x", "y"), valid.config().names());
    assertEquals(Map.of("a", "b", "c", "d"), valid.config().levels());
    assertTrue(
        valid.effective().stream()
            .anyMatch(
                e -> e.path().equals("server.port") && e.origin().equals("PARLEY_SERVER_PORT")));
  }

  @Test
  void allFaultsAreToldAtOnceWithTheirPlace() {
    String file =
        """
        server:
          prot: 1
          port: 70000
          patience: soon
        colour: green
        """;
    assertEquals(
        List.of(
            "colour: \"green\" (expected: red or dark-blue), test.yaml line 5",
            "server.port: \"70000\" (expected: 1 to 65535), test.yaml line 3",
            "server.patience: \"soon\" (expected: a duration such as 250ms, 10s, 5m, 1h or 7d),"
                + " test.yaml line 4",
            "server.prot: no such setting (did you mean server.port?), test.yaml line 2",
            "PARLEY_SERVER_PROT: no such setting (did you mean PARLEY_SERVER_PORT?), in the"
                + " environment"),
        faults(file, Map.of("PARLEY_SERVER_PROT", "1", "PATH", "/bin")));
  }

  @Test
  void aRecordsOwnRuleIsAFaultOfItsSection() {
    assertEquals(
        List.of("server.port: 666 (expected: something nicer), test.yaml line 1"),
        faults("server: {port: 666}", Map.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "server: [1]|server: a section wants keys below it, test.yaml line 1",
        "server: 5|server: a section wants keys below it, test.yaml line 1",
        "severs: {port: 1}|severs: no such setting (did you mean server?), test.yaml line 1",
        "levels: {io: {parley: debug}}|levels: expected a map of texts, test.yaml line 1",
        "on: yes|on: \"yes\" (expected: true or false), test.yaml line 1",
        "ratio: NaN|ratio: \"NaN\" (expected: a number), test.yaml line 1",
        "names: {a: b}|names: expected a list of texts, test.yaml line 1",
        "- a|test.yaml: expected keys and values",
        "on: [|test.yaml line 1: expected the node content, but found '<stream end>'",
      })
  void whatCannotBeReadIsAFault(String file, String fault) {
    assertTrue(faults(file, Map.of()).contains(fault), () -> faults(file, Map.of()).toString());
  }

  @Test
  void aKeyWrittenTwiceIsAFault() {
    List<String> faults = faults("on: true\non: false\n", Map.of());
    assertTrue(faults.getFirst().contains("on"), faults.toString());
  }

  @Test
  void aFaultInTheFileIsToldAlsoWhenTheEnvironmentOverridesIt() {
    assertEquals(
        List.of("server.port: \"none\" (expected: an integer), test.yaml line 1"),
        faults("server: {port: none}", Map.of("PARLEY_SERVER_PORT", "1")));
  }

  @Test
  void aSecretIsNeverShownNotEvenInAFault() {
    record Secret(@Setting(doc = "Pin.", standard = "0", secret = true) int pin) {}
    ConfigResult<Secret> result =
        ConfigReader.read(Secret.class, "test.yaml", "pin: hunter2", Map.of());
    List<String> faults = faults(result);
    assertFalse(faults.toString().contains("hunter2"));

    ConfigResult.Valid<All> valid = valid("server: {password: hunter2}", Map.of());
    assertEquals("hunter2", valid.config().server().password());
    assertFalse(valid.effective().toString().contains("hunter2"));
    assertFalse(ConfigReference.yaml(valid.effective()).contains("hunter2"));
  }

  @Test
  void whatIsPrintedReadsBackAsTheSame() {
    ConfigResult.Valid<All> valid =
        valid(
            "levels: {io.parley: 'debug, or not', x=y: 'in\\fo'}\nnames: ['a,b']\n"
                + "server: {patience: 90m}",
            Map.of());
    String printed = ConfigReference.yaml(valid.effective());
    assertEquals(valid.config(), valid(printed, Map.of()).config(), printed);
  }

  @Test
  void theReferenceNamesEveryKey() {
    String page = ConfigReference.markdown(All.class);
    for (String key :
        List.of("`server.port`", "`max-path`", "`1` to `65535`", "Secret: never shown")) {
      assertTrue(page.contains(key), page);
    }
  }

  private static ConfigResult.Valid<All> valid(String file, Map<String, String> environment) {
    return switch (ConfigReader.read(All.class, "test.yaml", file, environment)) {
      case ConfigResult.Valid<All> valid -> valid;
      case ConfigResult.Invalid<All>(List<String> faults) ->
          throw new AssertionError(faults.toString());
    };
  }

  private static List<String> faults(String file, Map<String, String> environment) {
    return faults(ConfigReader.read(All.class, "test.yaml", file, environment));
  }

  private static List<String> faults(ConfigResult<?> result) {
    return switch (result) {
      case ConfigResult.Valid<?> valid -> throw new AssertionError("valid: " + valid);
      case ConfigResult.Invalid<?>(List<String> faults) -> faults;
    };
  }
}
