package io.parley.runtime.config;

import java.util.List;

/// A configuration, or everything that is wrong with it.
public sealed interface ConfigResult<T> {
  /// - `effective`: every key with its value and where it came from
  record Valid<T>(T config, List<Effective> effective) implements ConfigResult<T> {
    public Valid {
      effective = List.copyOf(effective);
    }
  }

  /// One sentence for each fault.
  record Invalid<T>(List<String> faults) implements ConfigResult<T> {
    public Invalid {
      faults = List.copyOf(faults);
    }
  }

  /// - `text`: the value as it would be written; a secret is masked
  /// - `origin`: `default`, a variable, or a file and line
  record Effective(String path, String text, String origin) {}
}
