package io.parley.load.plan;

import java.net.URI;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a run is asked to be: what was said, else what the scenario has as its standard, else what
/// is good for most. All of it valid.
public final class LoadOptions {
  private final String scenario;
  private final Map<Setting, String> values = new EnumMap<>(Setting.class);

  /// @param said the value of a setting by its key; null: nothing was said
  public LoadOptions(
      String scenario, Map<Setting, String> standards, Function<String, @Nullable String> said) {
    this.scenario = scenario;
    for (Setting setting : Setting.values()) {
      String value = said.apply(setting.key());
      String standard = standards.getOrDefault(setting, setting.standard());
      values.put(setting, setting.checked(value == null ? standard : value));
    }
    checkUrl();
  }

  private void checkUrl() {
    boolean hosts = edges().stream().allMatch(edge -> edge.getHost() != null);
    boolean alike = edges().stream().map(URI::getScheme).distinct().count() == 1;
    if (!hosts || !alike) {
      throw new IllegalArgumentException(
          "url: %s (expected: a host in each, and either ws:// or wss:// for all)"
              .formatted(text(Setting.URL)));
    }
  }

  public String scenario() {
    return scenario;
  }

  public String text(Setting setting) {
    return values.getOrDefault(setting, "");
  }

  public int number(Setting setting) {
    return Integer.parseInt(text(setting));
  }

  /// The sockets of the edges.
  public List<URI> edges() {
    return edges(text(Setting.URL));
  }

  /// Their HTTP API.
  public List<URI> http() {
    return http(text(Setting.URL));
  }

  /// The same of a value of [Setting#URL].
  public static List<URI> edges(String url) {
    return Stream.of(url.split(",", -1)).map(edge -> URI.create(edge + "/v1/ws")).toList();
  }

  public static List<URI> http(String url) {
    return Stream.of(url.split(",", -1))
        .map(edge -> URI.create(edge.replaceFirst("^ws", "http") + "/"))
        .toList();
  }

  public Map<Setting, String> all() {
    return Collections.unmodifiableMap(values);
  }
}
