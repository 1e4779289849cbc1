package io.parley.runtime.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Reads a configuration record: the file's values over the defaults, the environment's over both.
///
/// All faults are found in one pass: those of single keys, also of a value in the file that the
/// environment overrides, and those that records find in themselves. A key that nobody knows is a
/// fault, in the file and in the environment: what is misspelt would otherwise silently be the
/// default.
public final class ConfigReader {
  private static final String PREFIX = "PARLEY_";

  /// Variables of `./parley` itself, which are no settings.
  private static final Set<String> NOT_SETTINGS =
      Set.of("PARLEY_CONFIG", "PARLEY_HOME", "PARLEY_JAVA_OPTS");

  private final ConfigSchema schema;
  private final Map<String, KeyReading.Taken> taken = new HashMap<>();
  private final List<ConfigResult.Effective> effective = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();

  private ConfigReader(ConfigSchema schema) {
    this.schema = schema;
  }

  /// Reads `type` from a YAML text and an environment. `name` is what faults call the file.
  public static <T extends Record> ConfigResult<T> read(
      Class<T> type, String name, String yaml, Map<String, String> environment) {
    ConfigReader reader = new ConfigReader(ConfigSchema.of(type));
    YamlFile file = YamlFile.parse(name, yaml);
    reader.readKeys(file, environment);
    reader.tellUnreadable(file);
    reader.refuseUnknown(file);
    reader.refuseUnknown(environment);

    RecordBuild build = new RecordBuild(reader.schema, reader.taken);
    Object config = file.readable() ? build.build("", type) : null;
    reader.faults.addAll(build.faults());
    return config == null || !reader.faults.isEmpty()
        ? new ConfigResult.Invalid<>(reader.faults)
        : new ConfigResult.Valid<>(type.cast(config), reader.effective);
  }

  /// The record with the default of every key.
  public static <T extends Record> T standard(Class<T> type) {
    return switch (read(type, "defaults", "", Map.of())) {
      case ConfigResult.Valid<T>(T config, var _) -> config;
      case ConfigResult.Invalid<T>(List<String> faults) ->
          throw new IllegalStateException(String.join("; ", faults));
    };
  }

  private void readKeys(YamlFile file, Map<String, String> environment) {
    for (ConfigSchema.Section section : schema.sections()) {
      for (ConfigSchema.Key key : section.keys()) {
        YamlFile.Written written = file.values().get(key.path());
        String variable = environment.get(key.variable());
        if (written == null && variable == null) {
          take(key, KeyReading.of(key, key.setting().standard(), "default"));
        }
        if (written != null) {
          take(key, KeyReading.of(key, written));
        }
        if (variable != null) {
          take(key, KeyReading.of(key, variable, key.variable()));
        }
        KeyReading.Taken last = taken.get(key.path());
        if (last != null) {
          effective.add(new ConfigResult.Effective(key.path(), shown(key, last), last.origin()));
        }
      }
    }
  }

  /// What is taken later stands over what was before.
  private void take(ConfigSchema.Key key, KeyReading reading) {
    switch (reading) {
      case KeyReading.Taken good -> taken.put(key.path(), good);
      case KeyReading.Refused(String fault) -> {
        taken.remove(key.path());
        faults.add(fault);
      }
    }
  }

  private void tellUnreadable(YamlFile file) {
    for (YamlFile.Fault fault : file.faults()) {
      // the half that could be read must not give a second fault
      taken.remove(fault.path());
      faults.add(
          fault.path().isEmpty()
              ? fault.text()
              : withoutSecret(fault.path()) + ": " + fault.text());
    }
  }

  /// The names in a secret map are not told either.
  private String withoutSecret(String path) {
    return schema.byPath().values().stream()
        .filter(key -> key.setting().secret() && path.startsWith(key.path() + "."))
        .map(ConfigSchema.Key::path)
        .findFirst()
        .orElse(path);
  }

  private void refuseUnknown(YamlFile file) {
    Set<String> known = new HashSet<>(schema.byPath().keySet());
    known.addAll(schema.sectionPaths());
    Set<String> unknown = new HashSet<>();
    file.values()
        .forEach((path, written) -> {
          if (schema.sectionPaths().contains(path)) {
            if (written.shape() != SettingType.Shape.MAP) {
              faults.add("%s: a section wants keys below it, %s".formatted(path, written.origin()));
            }
          } else if (!isIn(schema.byPath().keySet(), path) && !isIn(unknown, path)) {
            unknown.add(path);
            faults.add(
                "%s: no such setting%s, %s"
                    .formatted(path, suggestion(path, known), written.origin()));
          }
        });
  }

  /// Whether it is one of these or below one. What is below an unknown name is not told again: it
  /// may be a secret whose name was misspelt.
  private static boolean isIn(Set<String> paths, String path) {
    return paths.stream().anyMatch(above -> path.equals(above) || path.startsWith(above + "."));
  }

  private void refuseUnknown(Map<String, String> environment) {
    for (String variable : new TreeMap<>(environment).keySet()) {
      if (variable.startsWith(PREFIX)
          && !NOT_SETTINGS.contains(variable)
          && !schema.byVariable().containsKey(variable)) {
        faults.add(
            "%s: no such setting%s, in the environment"
                .formatted(variable, suggestion(variable, schema.byVariable().keySet())));
      }
    }
  }

  private static String suggestion(String wrong, Set<String> known) {
    return known.stream()
        .filter(name -> Spelling.distance(wrong, name) <= 3)
        .min(Comparator.comparingInt(name -> Spelling.distance(wrong, name)))
        .map(name -> " (did you mean " + name + "?)")
        .orElse("");
  }

  private static String shown(ConfigSchema.Key key, KeyReading.Taken reading) {
    String written =
        switch (reading.value()) {
          case List<?> list -> OneText.of(list);
          case Map<?, ?> map -> OneText.of(map);
          default -> SettingType.written(reading.value());
        };
    return key.setting().secret() && !written.isEmpty() ? KeyReading.MASK : written;
  }
}
