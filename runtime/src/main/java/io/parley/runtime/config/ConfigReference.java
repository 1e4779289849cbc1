package io.parley.runtime.config;

import java.util.List;

/// Writes the configuration down for people: the reference page, and what is in force.
public final class ConfigReference {
  private ConfigReference() {}

  /// A Markdown section for each section of the configuration, with a row for each key.
  public static String markdown(Class<? extends Record> type) {
    StringBuilder page = new StringBuilder();
    for (ConfigSchema.Section section : ConfigSchema.of(type).sections()) {
      page.append("## `")
          .append(section.path())
          .append("`\n\n")
          .append(section.doc())
          .append("\n\n");
      page.append("| key | type | default | allowed | what it is for |\n|---|---|---|---|---|\n");
      for (ConfigSchema.Key key : section.keys()) {
        String standard = key.setting().standard();
        page.append("| `").append(key.path()).append("` | ").append(key.type().name());
        page.append(" | ").append(standard.isEmpty() ? "empty" : "`" + standard + "`");
        page.append(" | ").append(allowed(key.setting()));
        page.append(" | ").append(key.setting().doc());
        page.append(key.setting().secret() ? " Secret: never shown." : "").append(" |\n");
      }
      page.append('\n');
    }
    return page.toString();
  }

  private static String allowed(Setting setting) {
    String min = setting.min().isEmpty() ? "" : "`" + setting.min() + "`";
    String max = setting.max().isEmpty() ? "" : "`" + setting.max() + "`";
    if (max.isEmpty()) {
      return min.isEmpty() ? "" : "from " + min;
    }
    return min.isEmpty() ? "up to " + max : min + " to " + max;
  }

  /// The values in force as a file that would give the same, each with where it came from.
  public static String yaml(List<ConfigResult.Effective> effective) {
    StringBuilder text = new StringBuilder();
    List<String> open = List.of();
    for (ConfigResult.Effective value : effective) {
      List<String> parts = List.of(value.path().split("\\.", -1));
      List<String> sections = parts.subList(0, parts.size() - 1);
      for (int i = 0; i < sections.size(); i++) {
        if (i >= open.size() || !open.subList(0, i + 1).equals(sections.subList(0, i + 1))) {
          text.append("  ".repeat(i)).append(sections.get(i)).append(":\n");
        }
      }
      open = sections;
      text.append("  ".repeat(sections.size())).append(parts.getLast()).append(": ");
      text.append(scalar(value.text())).append("  # ").append(value.origin()).append('\n');
    }
    return text.toString();
  }

  private static String scalar(String text) {
    // a colon at the end would begin a mapping
    return text.matches("[A-Za-z0-9/]([A-Za-z0-9_./:-]*[A-Za-z0-9_./-])?")
        ? text
        : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
