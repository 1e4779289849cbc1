package io.parley.protocol;

import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// What the id of a conversation says to us. To clients it is opaque.
///
/// A direct conversation is named by its two users, so that it is the same whoever writes first,
/// needs no set-up, and tells its members to whoever holds its id: neither the edge that checks who
/// may read it nor the router that delivers has to look anything up. Groups and channels have a
/// name of 128 bits that the edge coins, so nobody guesses one and no two meet.
public sealed interface ConversationId {
  /// The id as it stands in frames, keys and rows.
  String text();

  /// Two people, or one who writes to herself.
  ///
  /// No record, since it keeps its text: for each message a router asks for that several times, as
  /// a key of maps too. The text says all, so two are equal when their texts are.
  final class Direct implements ConversationId {
    private static final String PREFIX = "d:";

    private final String text;
    private final String first;
    private final String second;

    /// @param first not after `second` in the order of strings
    public Direct(String first, String second) {
      this(PREFIX + first + ":" + second, first, second);
      if (!areTwo(first, second)) {
        throw new IllegalArgumentException(
            "direct: %s, %s (expected: two user ids in order)".formatted(first, second));
      }
    }

    /// Of users that were looked at.
    private Direct(String text, String first, String second) {
      this.text = text;
      this.first = first;
      this.second = second;
    }

    private static boolean areTwo(String first, String second) {
      return UserId.isValid(first) && UserId.isValid(second) && first.compareTo(second) <= 0;
    }

    @Override
    public String text() {
      return text;
    }

    public String first() {
      return first;
    }

    public String second() {
      return second;
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

    @Override
    public boolean equals(Object other) {
      return other instanceof Direct direct && text.equals(direct.text);
    }

    @Override
    public int hashCode() {
      return text.hashCode();
    }

    @Override
    public String toString() {
      return "Direct[text=" + text + "]";
    }
  }

  /// People who were added, or let in; everybody hears what is said.
  record Group(String text) implements ConversationId {
    /// Names of groups begin so and no others do.
    public static final String PREFIX = "g:";

    public Group {
      requireCoined(PREFIX, text);
    }
  }

  /// A few who post and any number who read.
  record Channel(String text) implements ConversationId {
    /// Names of channels begin so and no others do: what a user has of them lies together in the
    /// order of names.
    public static final String PREFIX = "c:";

    public Channel {
      requireCoined(PREFIX, text);
    }
  }

  /// @param bits 16 bytes that are random, or the hash of what makes two the same
  static Group group(byte[] bits) {
    return new Group(Group.PREFIX + coin(bits));
  }

  /// @param bits 16 bytes that are random, or the hash of what makes two the same
  static Channel channel(byte[] bits) {
    return new Channel(Channel.PREFIX + coin(bits));
  }

  private static String coin(byte[] bits) {
    if (bits.length != COINED_BYTES) {
      throw new IllegalArgumentException(
          "bits: %d bytes (expected: %d)".formatted(bits.length, COINED_BYTES));
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }

  int COINED_BYTES = 16;

  private static boolean isCoined(String prefix, String text) {
    // 16 bytes are 21 characters and two bits
    if (!text.startsWith(prefix) || text.length() != prefix.length() + 22) {
      return false;
    }
    for (int i = prefix.length(); i < text.length(); i++) {
      char c = text.charAt(i);
      boolean allowed =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_';
      if (!allowed) {
        return false;
      }
    }
    return true;
  }

  private static void requireCoined(String prefix, String text) {
    if (!isCoined(prefix, text)) {
      throw new IllegalArgumentException(
          "conversation: %s (expected: %s and 22 of base64url)".formatted(text, prefix));
    }
  }

  static Direct direct(String one, String other) {
    return one.compareTo(other) <= 0 ? new Direct(one, other) : new Direct(other, one);
  }

  /// Empty for what is not the id of any conversation.
  static Optional<ConversationId> parse(String text) {
    if (isCoined(Group.PREFIX, text)) {
      return Optional.of(new Group(text));
    }
    if (isCoined(Channel.PREFIX, text)) {
      return Optional.of(new Channel(text));
    }
    return parseDirect(text);
  }

  private static Optional<ConversationId> parseDirect(String text) {
    if (!text.startsWith(Direct.PREFIX)) {
      return Optional.empty();
    }
    int colon = text.indexOf(':', Direct.PREFIX.length());
    if (colon < 0) {
      return Optional.empty();
    }
    String first = text.substring(Direct.PREFIX.length(), colon);
    String second = text.substring(colon + 1);
    return Direct.areTwo(first, second)
        ? Optional.of(new Direct(text, first, second))
        : Optional.empty();
  }
}
