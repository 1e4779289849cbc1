package io.parley.standalone.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The options and words behind a command: `--name value`, `--flag`, or a word. Short forms are
/// given with the names.
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
      String name =
          argument.substring(
              argument.startsWith("--") ? 2 : 1, equals < 0 ? argument.length() : equals);
      if (flags.contains(name) && equals < 0) {
        options.values.put(name, "");
      } else if (valued.contains(name) && equals >= 0) {
        options.values.put(name, argument.substring(equals + 1));
      } else if (valued.contains(name) && i + 1 < arguments.size()) {
        options.values.put(name, arguments.get(++i));
      } else {
        throw new UsageException(
            valued.contains(name) ? argument + " wants a value" : "there is no option " + argument);
      }
    }
    return options;
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
    throw new UsageException("--%s: %s (expected: %d to %d)".formatted(name, text, min, max));
  }

  List<String> words() {
    return words;
  }
}
