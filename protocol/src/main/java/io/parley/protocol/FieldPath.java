package io.parley.protocol;

import java.util.Arrays;

/// Where in a frame a codec is, so that a refusal can name it. Becomes text only then.
final class FieldPath {
  private static final int NO_INDEX = -1;

  private String[] names = new String[8];
  private int[] indexes = new int[8];
  private int depth;

  /// Also a key as it came: it is made harmless when it becomes text.
  void enter(String name) {
    if (depth == names.length) {
      names = Arrays.copyOf(names, depth * 2);
      indexes = Arrays.copyOf(indexes, depth * 2);
    }
    names[depth] = name;
    indexes[depth] = NO_INDEX;
    depth++;
  }

  /// The element of the list or map entered last.
  void at(int index) {
    indexes[depth - 1] = index;
  }

  /// The list or map entered last, as a whole again.
  void atWhole() {
    indexes[depth - 1] = NO_INDEX;
  }

  void leave() {
    depth--;
  }

  int depth() {
    return depth;
  }

  Refusal refuse(String found, String expected) {
    return Refusal.of(toString(), found, expected);
  }

  @Override
  public String toString() {
    var path = new StringBuilder();
    for (int i = 0; i < depth; i++) {
      path.append(i == 0 ? "" : ".").append(Refusal.excerpt(names[i]));
      if (indexes[i] != NO_INDEX) {
        path.append('[').append(indexes[i]).append(']');
      }
    }
    return path.toString();
  }
}
