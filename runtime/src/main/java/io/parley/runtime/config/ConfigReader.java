package io.parley.runtime.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;

/// Reads a configuration record: the file's values over the defaults, the environment's over both.
///
/// All faults are found in one pass. A key that nobody knows is a fault, in the file and in the
/// environment: what is misspelt would otherwise silently be the default.
public final class ConfigReader {
  private static final String PREFIX = "PARLEY_";
  private static final String MASK = "********";
  private static final int QUOTED_MAX = 64;

  /// Variables of `./parley` itself, which are no settings.
  private static final Set<String> NOT_SETTINGS =
      Set.of("PARLEY_CONFIG", "PARLEY_HOME", "PARLEY_JAVA_OPTS");

  private final ConfigSchema schema;
  private final Map<String, Object> values = new HashMap<>();
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
    reader.faults.addAll(file.faults());
    reader.readFile(file, environment);
    reader.refuseUnknown(environment);
    if (!reader.faults.isEmpty()) {
      return new ConfigResult.Invalid<>(reader.faults);
    }
    try {
      T config = type.cast(reader.build("", type));
      return new ConfigResult.Valid<>(config, reader.effective);
    } catch (IllegalArgumentException e) {
      return new ConfigResult.Invalid<>(List.of(String.valueOf(e.getMessage())));
    }
  }

  /// The record with the default of every key.
  public static <T extends Record> T standard(Class<T> type) {
    return switch (read(type, "defaults", "", Map.of())) {
      case ConfigResult.Valid<T>(T config, var _) -> config;
      case ConfigResult.Invalid<T>(List<String> faults) ->
          throw new IllegalStateException(String.join("; ", faults));
    };
  }

  private void readFile(YamlFile file, Map<String, String> environment) {
    for (ConfigSchema.Section section : schema.sections()) {
      for (ConfigSchema.Key key : section.keys()) {
        String fromEnvironment = environment.get(key.variable());
        YamlFile.Written written = file.values().get(key.path());
        if (fromEnvironment != null) {
          set(key, split(key.type().shape(), fromEnvironment), key.variable());
        } else if (written == null) {
          set(key, split(key.type().shape(), key.setting().standard()), "default");
        } else if (written.shape() == key.type().shape() || written.texts().isEmpty()) {
          set(key, written.texts(), written.origin());
        } else if (written.shape() == SettingType.Shape.SCALAR) {
          set(
              key,
              split(key.type().shape(), written.texts().firstEntry().getValue()),
              written.origin());
        } else {
          faults.add(
              "%s: expected a %s, %s".formatted(key.path(), key.type().name(), written.origin()));
        }
      }
    }
    refuseUnknown(file);
  }

  /// As one text a list is `a,b` and a map `a=1,b=2`: in the environment, and allowed in the file.
  private static SequencedMap<String, String> split(SettingType.Shape shape, String text) {
    SequencedMap<String, String> texts = new LinkedHashMap<>();
    if (shape == SettingType.Shape.SCALAR) {
      texts.put("", text);
      return texts;
    }
    for (String part : Arrays.asList(text.split(",", -1))) {
      int equals = part.indexOf('=');
      if (part.isBlank()) {
        continue;
      }
      if (shape == SettingType.Shape.MAP && equals > 0) {
        texts.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip());
      } else {
        texts.put(Integer.toString(texts.size()), part.strip());
      }
    }
    return texts;
  }

  private void set(ConfigSchema.Key key, SequencedMap<String, String> texts, String origin) {
    Object value =
        switch (key.type().shape()) {
          case SCALAR -> parse(key, texts.isEmpty() ? "" : texts.firstEntry().getValue(), origin);
          case LIST -> List.copyOf(texts.values());
          case MAP -> Map.copyOf(texts);
        };
    values.put(key.path(), value);
    String shown =
        key.setting().secret() && !texts.values().stream().allMatch(String::isEmpty)
            ? MASK
            : shown(value);
    effective.add(new ConfigResult.Effective(key.path(), shown, origin));
  }

  private Object parse(ConfigSchema.Key key, String text, String origin) {
    try {
      Object value = key.type().form().parse(text);
      String min = key.setting().min();
      String max = key.setting().max();
      boolean low = !min.isEmpty() && SettingType.compare(value, key.type().form().parse(min)) < 0;
      boolean high = !max.isEmpty() && SettingType.compare(value, key.type().form().parse(max)) > 0;
      if (low || high) {
        String range =
            max.isEmpty()
                ? "at least " + min
                : min.isEmpty() ? "at most " + max : min + " to " + max;
        throw new IllegalArgumentException(range);
      }
      return value;
    } catch (IllegalArgumentException | ArithmeticException e) {
      String quoted = key.setting().secret() ? MASK : quote(text);
      faults.add("%s: %s (expected: %s), %s".formatted(key.path(), quoted, e.getMessage(), origin));
      return "";
    }
  }

  private void refuseUnknown(YamlFile file) {
    file.values()
        .forEach((path, written) -> {
          boolean isKey = schema.byPath().containsKey(path);
          boolean isSection =
              written.shape() == SettingType.Shape.MAP
                  && schema.byPath().keySet().stream().anyMatch(key -> key.startsWith(path + "."));
          boolean inMap =
              schema.byPath().keySet().stream().anyMatch(key -> path.startsWith(key + "."));
          if (!isKey && !isSection && !inMap) {
            faults.add(
                "%s: no such setting%s, %s"
                    .formatted(path, suggestion(path, schema.byPath().keySet()), written.origin()));
          }
        });
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

  private Object build(String path, Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] arguments = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      String name = ConfigSchema.kebab(components[i].getName());
      String child = path.isEmpty() ? name : path + "." + name;
      types[i] = components[i].getType();
      Object value = values.get(child);
      arguments[i] = value != null ? value : build(child, types[i]);
    }
    try {
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(path + ": " + e.getTargetException().getMessage(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String shown(Object value) {
    return switch (value) {
      case List<?> list -> String.join(",", list.stream().map(Object::toString).toList());
      case Map<?, ?> map ->
          String.join(
              ",",
              new TreeMap<>(map)
                  .entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
      default -> SettingType.written(value);
    };
  }

  private static String quote(String text) {
    String cut = text.length() > QUOTED_MAX ? text.substring(0, QUOTED_MAX) + "…" : text;
    return '"' + cut.replaceAll("\\p{Cntrl}", "?") + '"';
  }
}
