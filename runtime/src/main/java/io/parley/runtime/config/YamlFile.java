package io.parley.runtime.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/// A YAML file as what was written, with the place of each value. Nothing in it is interpreted yet,
/// so `on` stays "on" and `0700` stays "0700".
final class YamlFile {
  private static final int CODE_POINTS_MAX = 1 << 20;
  private static final int DEPTH_MAX = 16;

  private final String name;
  private final Map<String, Written> scalars = new LinkedHashMap<>();
  private final List<Fault> faults = new ArrayList<>();

  private YamlFile(String name) {
    this.name = name;
  }

  /// - `texts`: the scalars by key below it: one with an empty key for a scalar, `0`, `1`, … for a
  ///   list
  /// - `flat`: whether the texts are all there is, with no list or mapping among them
  record Written(
      SettingType.Shape shape, SequencedMap<String, String> texts, boolean flat, String origin) {}

  /// - `path`: of the value that cannot be read; empty for the whole file
  record Fault(String path, String text) {}

  static YamlFile parse(String name, String text) {
    YamlFile file = new YamlFile(name);
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(CODE_POINTS_MAX);
    options.setNestingDepthLimit(DEPTH_MAX);
    options.setMaxAliasesForCollections(0);
    options.setAllowDuplicateKeys(false);
    try {
      Node root = new Yaml(options).compose(new StringReader(text));
      if (root instanceof MappingNode mapping) {
        file.read("", mapping);
      } else if (root != null) {
        file.faults.add(new Fault("", name + ": expected keys and values"));
      }
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      file.faults.add(new Fault("", "%s line %d: %s".formatted(name, line, problem(e))));
    } catch (YAMLException e) {
      file.faults.add(new Fault("", name + ": " + e.getMessage()));
    }
    return file;
  }

  /// An unquoted password that begins with an asterisk is an alias to YAML, which would quote it.
  private static String problem(MarkedYAMLException e) {
    String problem = String.valueOf(e.getProblem());
    return problem.startsWith("found undefined alias")
        ? "found an undefined alias; a text that begins with * wants quotes"
        : problem;
  }

  /// What cannot be read at all.
  List<Fault> faults() {
    return faults;
  }

  /// Whether its keys and values can be told apart at all.
  boolean readable() {
    return faults.stream().noneMatch(fault -> fault.path().isEmpty());
  }

  Map<String, Written> values() {
    return scalars;
  }

  private void read(String path, MappingNode mapping) {
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        faults.add(new Fault("", at(tuple.getKeyNode()) + ": a key must be a plain text"));
        continue;
      }
      String child = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
      Written before = scalars.get(child);
      if (before != null) {
        faults.add(new Fault(child, "written twice, " + before.origin() + " and " + at(key)));
        continue;
      }
      read(child, tuple.getValueNode(), key);
    }
  }

  private void read(String path, Node value, ScalarNode key) {
    switch (value) {
      case ScalarNode scalar -> put(path, SettingType.Shape.SCALAR, List.of(scalar), scalar);
      case SequenceNode list -> {
        List<ScalarNode> items = new ArrayList<>();
        for (Node item : list.getValue()) {
          if (item instanceof ScalarNode scalar) {
            items.add(scalar);
          } else {
            faults.add(new Fault(path, "a list may hold only texts, " + at(item)));
          }
        }
        put(path, SettingType.Shape.LIST, items, key);
      }
      case MappingNode mapping -> {
        mappingAsValue(path, mapping, key);
        read(path, mapping);
      }
      default -> faults.add(new Fault(path, "cannot be read, " + at(value)));
    }
  }

  private void put(String path, SettingType.Shape shape, List<ScalarNode> items, Node place) {
    SequencedMap<String, String> texts = new LinkedHashMap<>();
    for (ScalarNode item : items) {
      texts.put(
          shape == SettingType.Shape.SCALAR ? "" : Integer.toString(texts.size()), item.getValue());
    }
    scalars.put(path, new Written(shape, texts, true, at(place)));
  }

  /// A mapping may be a section or the value of one key; the schema will tell.
  private void mappingAsValue(String path, MappingNode mapping, ScalarNode key) {
    SequencedMap<String, String> texts = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode name
          && tuple.getValueNode() instanceof ScalarNode text) {
        texts.put(name.getValue(), text.getValue());
      }
    }
    boolean flat = texts.size() == mapping.getValue().size();
    scalars.put(path, new Written(SettingType.Shape.MAP, texts, flat, at(key)));
  }

  private String at(Node node) {
    return "%s line %d".formatted(name, node.getStartMark().getLine() + 1);
  }
}
