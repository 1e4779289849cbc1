package io.parley.runtime.config;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ConfigReferenceTest {
  record Bounds(
      @Setting(doc = "Both.", standard = "2", min = "1", max = "3") int both,
      @Setting(doc = "Least.", standard = "2", min = "1") int least,
      @Setting(doc = "Most.", standard = "2", max = "3") int most,
      @Setting(doc = "Any.", standard = "2") int any) {}

  @Test
  void boundsAreToldAsFarAsThereAreAny() {
    String page = ConfigReference.markdown(Bounds.class);
    assertTrue(page.contains("| `both` | integer | `2` | `1` to `3` |"), page);
    assertTrue(page.contains("| `least` | integer | `2` | from `1` |"), page);
    assertTrue(page.contains("| `most` | integer | `2` | up to `3` |"), page);
    assertTrue(page.contains("| `any` | integer | `2` |  |"), page);
  }
}
