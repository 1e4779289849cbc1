package io.parley.history.schema;

import io.parley.history.schema.SchemaVersions.Applied;
import java.util.List;
import java.util.Map;

/// What is left to do: decided from what the program needs and what a keyspace has had.
///
/// @param pending the steps to apply, in order
record SchemaPlan(List<Migration> pending) {

  static SchemaPlan of(List<Migration> needed, Map<Integer, Applied> applied) {
    int newest = needed.stream().mapToInt(Migration::number).max().orElse(0);
    int reached = applied.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
    if (reached > newest) {
      throw new SchemaException(
          "the schema is at version %d and this program knows %d: use the program that made it"
              .formatted(reached, newest));
    }
    for (Migration step : needed) {
      Applied was = applied.get(step.number());
      if (was != null && !was.checksum().equals(step.checksum())) {
        throw changed(step.file());
      }
      if (was == null && step.number() < reached) {
        throw new SchemaException(
            "%s was not applied and a later one was: give it a number above %d"
                .formatted(step.file(), reached));
      }
    }
    return new SchemaPlan(
        needed.stream().filter(step -> !applied.containsKey(step.number())).toList());
  }

  static SchemaException changed(String file) {
    return new SchemaException(
        file
            + " was changed after it was applied: put back what it was, and what is to be"
            + " different into a new file");
  }
}
