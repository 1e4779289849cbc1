package io.parley.standalone.up;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.runtime.config.ConfigReader;
import io.parley.runtime.config.ConfigResult;
import io.parley.standalone.run.ParleyConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BannerTest {
  private final ParleyConfig config = ConfigReader.standard(ParleyConfig.class);
  private final DataDirectory directory = new DataDirectory(Path.of("/data"));

  @Test
  void oneProcessHasOneOfEachAddress() {
    String banner = banner(Shape.together(config));

    assertEquals("Parley is ready after 12.3 s.", banner.lines().skip(1).findFirst().orElse(""));
    assertTrue(banner.contains("\n  sockets   ws://127.0.0.1:8080/v1/ws\n"), banner);
    assertTrue(banner.contains("\n  HTTP      http://127.0.0.1:8080/\n"), banner);
    assertTrue(
        banner.contains("\n  admin     http://127.0.0.1:9090/{livez,readyz,metrics}\n"), banner);
    assertTrue(banner.contains("\n  data      /data\n"), banner);
    assertTrue(banner.contains("curl -s http://127.0.0.1:9090/readyz "), banner);
  }

  @Test
  void addressesOfEdgesThatSpeakTlsSaySo() {
    ParleyConfig secure =
        config(Map.of("PARLEY_EDGE_TLS_CERTIFICATE", "/crt", "PARLEY_EDGE_TLS_KEY", "/key"));
    Launcher.Plan plan = new Launcher.Plan(secure, Shape.apart(secure, 2, 1));

    String banner = Banner.of(plan, directory, Duration.ZERO);

    assertTrue(
        banner.contains("  sockets   wss://127.0.0.1:8080/v1/ws  wss://127.0.0.1:8081/v1/ws\n"),
        banner);
    assertTrue(
        banner.contains("  HTTP      https://127.0.0.1:8080/  https://127.0.0.1:8081/\n"), banner);
    assertTrue(banner.contains("  admin     http://127.0.0.1:9090/"), banner);
  }

  @Test
  void everyEdgeAndAdminPortIsNamed() {
    String banner = banner(Shape.apart(config, 2, 1));

    assertTrue(banner.contains("ws://127.0.0.1:8080/v1/ws  ws://127.0.0.1:8081/v1/ws\n"), banner);
    assertTrue(banner.contains("http://127.0.0.1:8080/  http://127.0.0.1:8081/\n"), banner);
    assertTrue(banner.contains("  (ports 9090, 9091, 9092, 9093, 9094)\n"), banner);
  }

  @Test
  void otherDataDirectoryIsNamedInWhatToTry() {
    String banner = banner(Shape.together(config));

    assertTrue(
        banner.endsWith(
            """
            Try next:
              curl -s http://127.0.0.1:9090/readyz  is everything up?
              ./parley status --data /data          what runs, and how it is
            """),
        banner);
  }

  @Test
  void usualDataDirectoryNeedsNoOption() {
    Launcher.Plan plan = new Launcher.Plan(config, Shape.together(config));
    String banner = Banner.of(plan, new DataDirectory(DataDirectory.STANDARD), Duration.ZERO);

    assertTrue(banner.contains("  ./parley status   "), banner);
    assertFalse(banner.contains("--data"), banner);
  }

  @ParameterizedTest
  @CsvSource({"0.0.0.0,127.0.0.1", "::,127.0.0.1", "::1,[::1]", "chat.example,chat.example"})
  void addressIsOneToConnectTo(String host, String shown) {
    ParleyConfig other = config(Map.of("PARLEY_EDGE_HOST", host, "PARLEY_ADMIN_HOST", host));
    Launcher.Plan plan = new Launcher.Plan(other, Shape.together(other));

    String banner = Banner.of(plan, directory, Duration.ZERO);

    assertTrue(banner.contains("ws://" + shown + ":8080/v1/ws\n"), banner);
    assertTrue(banner.contains("http://" + shown + ":8080/\n"), banner);
    assertTrue(banner.contains("curl -s http://" + shown + ":9090/readyz "), banner);
  }

  private static ParleyConfig config(Map<String, String> environment) {
    return switch (ConfigReader.read(ParleyConfig.class, "no file", "", environment)) {
      case ConfigResult.Valid<ParleyConfig>(ParleyConfig valid, var _) -> valid;
      case ConfigResult.Invalid<ParleyConfig>(var faults) -> throw new AssertionError(faults);
    };
  }

  private String banner(Shape shape) {
    return Banner.of(new Launcher.Plan(config, shape), directory, Duration.ofMillis(12_345));
  }
}
