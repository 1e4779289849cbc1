package io.parley.standalone.architecture;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A module of the house: its folder, the package that all its classes live in, and the modules (by
/// folder) whose classes it may use.
record Room(String folder, String packageName, Set<String> mayUse) {
  static final String TESTING = "testing";

  /// The table in docs/architecture.md. No arrow points back up it.
  static final List<Room> TABLE =
      List.of(
          room("protocol", "io.parley.protocol"),
          room("id-generator", "io.parley.ids", "protocol"),
          room("runtime", "io.parley.runtime", "protocol"),
          room("history-store", "io.parley.history", "protocol", "runtime"),
          room("presence", "io.parley.presence", "protocol", "runtime"),
          room(
              "chat-router",
              "io.parley.router",
              "protocol",
              "id-generator",
              "runtime",
              "history-store",
              "presence"),
          room(
              "push-notifier",
              "io.parley.push",
              "protocol",
              "id-generator",
              "runtime",
              "history-store",
              "presence",
              "chat-router"),
          room(
              "ws-edge",
              "io.parley.edge",
              "protocol",
              "id-generator",
              "runtime",
              "history-store",
              "presence",
              "chat-router",
              "push-notifier"),
          room("client", "io.parley.client", "protocol"),
          room("standalone/engines", "io.parley.engines"),
          room(
              "standalone",
              "io.parley.standalone",
              "protocol",
              "id-generator",
              "runtime",
              "history-store",
              "presence",
              "chat-router",
              "push-notifier",
              "ws-edge",
              "client",
              "standalone/engines"),
          room(TESTING, "io.parley.testing", "protocol", "runtime", "standalone/engines"),
          room("gatling", "io.parley.load", "protocol", "client"),
          room(
              "benchmarks",
              "io.parley.benchmarks",
              "protocol",
              "id-generator",
              "runtime",
              "history-store",
              "presence",
              "chat-router",
              "push-notifier",
              "ws-edge",
              "client",
              "standalone/engines",
              "standalone",
              "gatling"));

  /// What the engines are downloaded as: poms of a group of their own, no classes of ours. They
  /// stand outside the table, and only `standalone/engines` may name them.
  static final String ENGINE_ARTIFACTS = "standalone/engines/artifacts";

  static final String ENGINES = "standalone/engines";

  /// Used by nobody, and tested against the whole system: their tests may start it.
  static final Set<String> TESTED_AGAINST_ALL = Set.of("gatling");

  static final String ALL = "standalone";

  private static Room room(String folder, String packageName, String... mayUse) {
    return new Room(folder, packageName, Set.of(mayUse));
  }

  static Optional<Room> inFolder(String folder) {
    return TABLE.stream().filter(room -> room.folder.equals(folder)).findFirst();
  }

  static Optional<Room> withArtifact(String artifact) {
    return TABLE.stream().filter(room -> room.artifact().equals(artifact)).findFirst();
  }

  @Override
  public String toString() {
    return folder;
  }

  String artifact() {
    return "parley-" + folder.substring(folder.lastIndexOf('/') + 1);
  }

  boolean owns(String somePackage) {
    return somePackage.equals(packageName) || somePackage.startsWith(packageName + ".");
  }

  /// ArchUnit's way of naming this room's packages and those of every room it may use.
  String[] packagesInReach() {
    return TABLE.stream()
        .filter(room -> room.equals(this) || mayUse.contains(room.folder))
        .map(room -> room.packageName + "..")
        .toArray(String[]::new);
  }

  String reach() {
    String rooms =
        Stream.of(mayUse).flatMap(Set::stream).sorted().collect(Collectors.joining(", "));
    return rooms.isEmpty() ? "nothing of ours" : rooms;
  }
}
