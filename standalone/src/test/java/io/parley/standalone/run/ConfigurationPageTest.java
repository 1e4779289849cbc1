package io.parley.standalone.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.runtime.config.ConfigReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The page operators read is made from the records that the code reads, so it cannot be wrong.
class ConfigurationPageTest {
  private static final String MARK = "<!-- made from the code below this line -->\n";

  @Test
  void thePageTellsWhatTheCodeReads() throws IOException {
    Path page = Path.of(System.getProperty("parley.root", ".."), "docs/operating/configuration.md");
    String written = Files.readString(page);
    String head = written.substring(0, written.indexOf(MARK) + MARK.length());
    String right =
        head + "\n" + ConfigReference.markdown(ParleyConfig.class).stripTrailing() + "\n";
    if (!right.equals(written)) {
      Path fresh =
          Path.of(System.getProperty("parley.root", ".."), "standalone/target/configuration.md");
      Files.writeString(fresh, right);
      assertEquals(right, written, "stale: copy " + fresh + " over " + page);
    }
  }
}
