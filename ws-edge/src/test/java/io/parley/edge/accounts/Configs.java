package io.parley.edge.accounts;

import io.parley.runtime.config.ConfigReader;
import io.parley.runtime.config.ConfigResult;
import java.util.List;
import java.util.Map;

/// Configurations as they come from a file.
final class Configs {
  private Configs() {}

  static AccountsConfig read(String yaml) {
    return switch (ConfigReader.read(AccountsConfig.class, "test", yaml, Map.of())) {
      case ConfigResult.Valid<AccountsConfig>(AccountsConfig valid, var _) -> valid;
      case ConfigResult.Invalid<AccountsConfig>(List<String> faults) ->
          throw new IllegalArgumentException(faults.toString());
    };
  }
}
