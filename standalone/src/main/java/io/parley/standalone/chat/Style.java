package io.parley.standalone.chat;

/// Colours, or none.
///
/// @param dim and the others: what switches it on; `off` switches all off
record Style(String dim, String mine, String theirs, String good, String bad, String off) {
  static final Style PLAIN = new Style("", "", "", "", "", "");
  static final Style COLOURS =
      new Style("\u001B[2m", "\u001B[36m", "\u001B[35m", "\u001B[32m", "\u001B[31m", "\u001B[0m");

  String dim(String text) {
    return dim + text + off;
  }

  String mine(String text) {
    return mine + text + off;
  }

  String theirs(String text) {
    return theirs + text + off;
  }

  String good(String text) {
    return good + text + off;
  }

  String bad(String text) {
    return bad + text + off;
  }
}
