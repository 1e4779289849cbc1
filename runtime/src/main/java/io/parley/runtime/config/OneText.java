package io.parley.runtime.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Several texts written as one: a list as `a,b`, a map as `a=1,b=2`. After a backslash a comma, an
/// equals sign and a backslash are only themselves; before anything else a backslash is one.
final class OneText {
  private static final char ESCAPE = '\\';

  private OneText() {}

  static List<String> list(String text) {
    return parts(text).stream().map(OneText::plain).toList();
  }

  /// Throws [IllegalArgumentException] saying what was expected, and nothing of the text, which may
  /// be a secret.
  static SequencedMap<String, String> map(String text) {
    SequencedMap<String, String> map = new LinkedHashMap<>();
    for (String part : parts(text)) {
      int equals = next('=', part, 0);
      if (equals <= 0) {
        throw new IllegalArgumentException("name=value,name=value; a comma in a value as \\,");
      }
      String name = plain(part.substring(0, equals).strip());
      if (map.putIfAbsent(name, plain(part.substring(equals + 1).strip())) != null) {
        throw new IllegalArgumentException("each name once");
      }
    }
    return map;
  }

  static String of(List<?> list) {
    return list.stream()
        .map(text -> escaped(text.toString(), ","))
        .collect(Collectors.joining(","));
  }

  static String of(Map<?, ?> map) {
    return new TreeMap<>(map)
        .entrySet().stream()
            .map(entry ->
                escaped(entry.getKey().toString(), ",=")
                    + "="
                    + escaped(entry.getValue().toString(), ","))
            .collect(Collectors.joining(","));
  }

  private static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    while (from <= text.length()) {
      int comma = next(',', text, from);
      int until = comma < 0 ? text.length() : comma;
      String part = text.substring(from, until).strip();
      if (!part.isEmpty()) {
        parts.add(part);
      }
      from = until + 1;
    }
    return parts;
  }

  /// Where `sign` stands next without a backslash before it, or -1.
  private static int next(char sign, String text, int from) {
    int i = from;
    while (i < text.length()) {
      if (text.charAt(i) == sign) {
        return i;
      }
      i += text.charAt(i) == ESCAPE ? 2 : 1;
    }
    return -1;
  }

  private static String plain(String text) {
    return text.replaceAll("\\\\([,=\\\\])", "$1");
  }

  private static String escaped(String text, String signs) {
    return text.replaceAll("[\\\\" + signs + "]", "\\\\$0");
  }
}
