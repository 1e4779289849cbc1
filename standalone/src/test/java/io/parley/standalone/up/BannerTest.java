package io.parley.standalone.up;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.runtime.config.ConfigReader;
import io.parley.standalone.run.ParleyConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

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
  void everyEdgeAndAdminPortIsNamed() {
    String banner = banner(Shape.apart(config, 2, 1));

    assertTrue(banner.contains("ws://127.0.0.1:8080/v1/ws  ws://127.0.0.1:8081/v1/ws\n"), banner);
    assertTrue(banner.contains("http://127.0.0.1:8080/  http://127.0.0.1:8081/\n"), banner);
    assertTrue(banner.contains("  (ports 9090, 9091, 9092, 9093, 9094)\n"), banner);
  }

  private String banner(Shape shape) {
    return Banner.of(new Launcher.Plan(config, shape), directory, Duration.ofMillis(12_345));
  }
}
