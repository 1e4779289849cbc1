package io.parley.standalone.architecture;

import java.util.List;

/// A text file of the repository; the path is relative to its root, with `/`.
record SourceFile(String path, String text) {
  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /// "" for a file in the root.
  String folder() {
    return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
  }

  boolean isJava() {
    return path.endsWith(".java");
  }

  List<String> lines() {
    return text.lines().toList();
  }

  /// `path:line`, as editors and terminals follow it.
  String at(int offset) {
    return path + ":" + (1 + text.substring(0, offset).chars().filter(c -> c == '\n').count());
  }
}
