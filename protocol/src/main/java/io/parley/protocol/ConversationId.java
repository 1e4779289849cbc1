package io.parley.protocol;

import java.util.List;
import java.util.Optional;

/// What the id of a conversation says to us. To clients it is opaque.
///
/// A direct conversation is named by its two users, so that it is the same whoever writes first,
/// needs no set-up, and tells its members to whoever holds its id: neither the edge that checks who
/// may read it nor the router that delivers has to look anything up.
public sealed interface ConversationId {
  /// The id as it stands in frames, keys and rows.
  String text();

  /// Two people, or one who writes to herself.
  ///
  /// @param first not after `second` in the order of strings
  record Direct(String first, String second) implements ConversationId {
    private static final String PREFIX = "d:";

    public Direct {
      if (!UserId.isValid(first) || !UserId.isValid(second) || first.compareTo(second) > 0) {
        throw new IllegalArgumentException(
            "direct: %s, %s (expected: two user ids in order)".formatted(first, second));
      }
    }

    @Override
    public String text() {
      return PREFIX + first + ":" + second;
    }

    public boolean has(String user) {
      return first.equals(user) || second.equals(user);
    }

    /// Whom `user` talks to here.
    public String peerOf(String user) {
      return first.equals(user) ? second : first;
    }

    /// Each once.
    public List<String> members() {
      return first.equals(second) ? List.of(first) : List.of(first, second);
    }
  }

  static Direct direct(String one, String other) {
    return one.compareTo(other) <= 0 ? new Direct(one, other) : new Direct(other, one);
  }

  /// Empty for what is not the id of any conversation.
  static Optional<ConversationId> parse(String text) {
    if (!text.startsWith(Direct.PREFIX)) {
      return Optional.empty();
    }
    int colon = text.indexOf(':', Direct.PREFIX.length());
    if (colon < 0) {
      return Optional.empty();
    }
    String first = text.substring(Direct.PREFIX.length(), colon);
    String second = text.substring(colon + 1);
    return UserId.isValid(first) && UserId.isValid(second) && first.compareTo(second) <= 0
        ? Optional.of(new Direct(first, second))
        : Optional.empty();
  }
}
