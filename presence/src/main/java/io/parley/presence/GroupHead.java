package io.parley.presence;

import org.jspecify.annotations.Nullable;

/// Where a group stands, for all at once who were left word of it before: `<head>/<since>`, each as
/// [NewsSpan#text].
///
/// Such texts compare like their heads, and of two with one head the one that holds for fewer is
/// larger.
///
/// @param head where it stands
/// @param since whoever has this word, or a larger one, hears what is said there. Who was taken out
///   has a smaller one: after that all others are left word again
record GroupHead(String head, String since) {
  private static final char BETWEEN = '/';

  /// Of a group whose members were each just left word of this.
  static GroupHead begunAt(String head) {
    return new GroupHead(head, head);
  }

  String text() {
    return head + BETWEEN + since;
  }

  /// For the same users, where it stands now; it does not go back.
  GroupHead movedTo(String next) {
    return next.compareTo(head) > 0 ? new GroupHead(next, since) : this;
  }

  /// Nothing for what another version may have written.
  static @Nullable GroupHead parse(String text) {
    int between = text.indexOf(BETWEEN);
    if (between < 0) {
      return null;
    }
    GroupHead head = new GroupHead(text.substring(0, between), text.substring(between + 1));
    boolean isReadable =
        NewsSpan.head(head.head()).isPresent() && NewsSpan.head(head.since()).isPresent();
    return isReadable ? head : null;
  }

  /// What somebody is to be told who was left this word.
  String tells(String word) {
    return word.compareTo(since) >= 0 && head.compareTo(word) > 0 ? head : word;
  }
}
