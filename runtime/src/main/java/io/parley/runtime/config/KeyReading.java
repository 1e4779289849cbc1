package io.parley.runtime.config;

import java.util.List;
import java.util.Map;

/// What was written for a key in one place: its value, or what is wrong with it. A fault quotes
/// nothing of a secret, neither names nor values.
sealed interface KeyReading {
  String MASK = "********";
  int QUOTED_MAX = 64;

  record Taken(Object value, String origin) implements KeyReading {}

  record Refused(String fault) implements KeyReading {}

  static KeyReading of(ConfigSchema.Key key, YamlFile.Written written) {
    if (written.shape() == SettingType.Shape.SCALAR) {
      return of(key, written.texts().firstEntry().getValue(), written.origin());
    }
    if (written.shape() != key.type().shape() || !written.flat()) {
      return new Refused(
          "%s: expected a %s, %s".formatted(key.path(), key.type().name(), written.origin()));
    }
    return new Taken(
        written.shape() == SettingType.Shape.LIST
            ? List.copyOf(written.texts().values())
            : Map.copyOf(written.texts()),
        written.origin());
  }

  /// From one text, as in the environment.
  static KeyReading of(ConfigSchema.Key key, String text, String origin) {
    try {
      Object value =
          switch (key.type().shape()) {
            case SCALAR -> scalar(key, text);
            case LIST -> OneText.list(text);
            case MAP -> Map.copyOf(OneText.map(text));
          };
      return new Taken(value, origin);
    } catch (IllegalArgumentException e) {
      String quoted = key.setting().secret() ? MASK : quote(text);
      return new Refused(
          "%s: %s (expected: %s), %s".formatted(key.path(), quoted, e.getMessage(), origin));
    }
  }

  private static Object scalar(ConfigSchema.Key key, String text) {
    Object value = key.type().form().parse(text);
    String min = key.setting().min();
    String max = key.setting().max();
    boolean low = !min.isEmpty() && SettingType.compare(value, key.type().form().parse(min)) < 0;
    boolean high = !max.isEmpty() && SettingType.compare(value, key.type().form().parse(max)) > 0;
    if (low || high) {
      throw new IllegalArgumentException(
          max.isEmpty()
              ? "at least " + min
              : min.isEmpty() ? "at most " + max : min + " to " + max);
    }
    return value;
  }

  private static String quote(String text) {
    String cut = text.length() > QUOTED_MAX ? text.substring(0, QUOTED_MAX) + "…" : text;
    return '"' + cut.replaceAll("\\p{Cntrl}", "?") + '"';
  }
}
