package io.parley.standalone.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The options and words behind a command: `--name value`, `--name=value`, `--flag`, or a word.
/// Names of one letter have one dash, all others two.
final class Options {
  private final Map<String, String> values = new HashMap<>();
  private final List<String> words = new ArrayList<>();

  private Options() {}

  /// Refuses what is not in `valued` or `flags`.
  static Options parse(List<String> arguments, Set<String> valued, Set<String> flags) {
    Options options = new Options();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (!argument.startsWith("-")) {
        options.words.add(argument);
        continue;
      }
      int equals = argument.indexOf('=');
      String given = equals < 0 ? argument : argument.substring(0, equals);
      String name = given.replaceFirst("^--?", "");
      if (!given.equals(dashed(name))) {
        throw new UsageException("there is no option " + argument);
      }
      if (flags.contains(name) && equals < 0) {
        options.values.put(name, "");
      } else if (valued.contains(name) && equals >= 0 && equals + 1 < argument.length()) {
        options.values.put(name, argument.substring(equals + 1));
      } else if (valued.contains(name)
          && i + 1 < arguments.size()
          && !arguments.get(i + 1).startsWith("--")) {
        options.values.put(name, arguments.get(++i));
      } else {
        throw new UsageException(
            valued.contains(name) ? argument + " wants a value" : "there is no option " + argument);
      }
    }
    return options;
  }

  /// Refuses words, for a command that takes none: it would do more than it was asked to.
  Options withoutWords(String command) {
    if (!words.isEmpty()) {
      throw new UsageException(command + " takes no \"" + words.getFirst() + "\"");
    }
    return this;
  }

  Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  boolean has(String flag) {
    return values.containsKey(flag);
  }

  /// A whole number within bounds.
  int number(String name, int standard, int min, int max) {
    String text = values.get(name);
    if (text == null) {
      return standard;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new UsageException("%s: %s (expected: %d to %d)".formatted(dashed(name), text, min, max));
  }

  private static String dashed(String name) {
    return (name.length() == 1 ? "-" : "--") + name;
  }

  List<String> words() {
    return words;
  }
}
