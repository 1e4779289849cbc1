package io.parley.runtime.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The keys of a configuration record, in the order in which they are declared.
final class ConfigSchema {
  private final List<Section> sections;
  private final Map<String, Key> byPath;
  private final Map<String, Key> byVariable;
  private final Set<String> sectionPaths = new HashSet<>();

  private ConfigSchema(List<Section> sections) {
    this.sections = List.copyOf(sections);
    this.byPath = new HashMap<>();
    this.byVariable = new HashMap<>();
    for (Section section : sections) {
      for (Key key : section.keys()) {
        byPath.put(key.path(), key);
        if (byVariable.put(key.variable(), key) != null) {
          throw new IllegalArgumentException("two keys would share " + key.variable());
        }
        for (int dot = key.path().lastIndexOf('.');
            dot > 0;
            dot = key.path().lastIndexOf('.', dot - 1)) {
          sectionPaths.add(key.path().substring(0, dot));
        }
      }
    }
  }

  /// - `path`: `edge.port`
  /// - `setting`: what is declared of it
  record Key(String path, SettingType type, Setting setting) {
    String variable() {
      return "PARLEY_" + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
  }

  /// A record and those of its components that are keys, not sections.
  record Section(String path, String doc, List<Key> keys) {
    Section {
      keys = List.copyOf(keys);
    }
  }

  static ConfigSchema of(Class<? extends Record> type) {
    List<Section> sections = new ArrayList<>();
    collect("", "", type, sections);
    return new ConfigSchema(sections);
  }

  private static void collect(String path, String doc, Class<?> type, List<Section> into) {
    List<Key> keys = new ArrayList<>();
    List<Section> below = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String name = below(path, component.getName());
      Setting setting = settingOf(component);
      if (component.getType().isRecord() && component.getType() != ByteSize.class) {
        collect(name, setting.doc(), component.getType(), below);
      } else {
        keys.add(new Key(name, SettingType.of(component.getGenericType()), setting));
      }
    }
    if (!keys.isEmpty()) {
      into.add(new Section(path, doc, keys));
    }
    into.addAll(below);
  }

  static Setting settingOf(RecordComponent component) {
    Setting setting = component.getAnnotation(Setting.class);
    if (setting == null) {
      throw new IllegalArgumentException(component + " has no @Setting");
    }
    return setting;
  }

  private static String kebab(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }

  /// The path of a component of the record at `path`.
  static String below(String path, String component) {
    return path.isEmpty() ? kebab(component) : path + "." + kebab(component);
  }

  /// Everything that keys stand below.
  Set<String> sectionPaths() {
    return sectionPaths;
  }

  List<Section> sections() {
    return sections;
  }

  Map<String, Key> byPath() {
    return byPath;
  }

  Map<String, Key> byVariable() {
    return byVariable;
  }
}
