package io.parley.presence;

import io.parley.protocol.v1.ConversationHead;
import io.parley.protocol.v1.Head;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The hashes that news are left in, one for each span of time: old ones go as a whole, and nobody
/// has to sweep.
///
/// Whoever asks reads the current span, the one before, and the next, which a router whose clock is
/// ahead may have begun. So news can be found for at least one span, as long as clocks agree to
/// within one.
record NewsSpan(Duration length) {
  private static final int DIGITS = 16;
  private static final HexFormat HEX = HexFormat.of();
  private static final Comparator<ConversationHead> NEWEST_FIRST =
      Comparator.comparingLong((ConversationHead moved) -> moved.getHead().getMessageId())
          .reversed();

  long of(Instant now) {
    return Math.floorDiv(now.toEpochMilli(), length.toMillis());
  }

  List<Long> readAt(Instant now) {
    long current = of(now);
    return List.of(current - 1, current, current + 1);
  }

  /// How long a span's hash is kept after its first news: until nobody would read it.
  Duration kept() {
    return length.multipliedBy(3);
  }

  /// A head as text that is larger when its `seq` is.
  static String text(long seq, long messageId) {
    return HEX.toHexDigits(seq) + ":" + HEX.toHexDigits(messageId);
  }

  /// The largest word of each conversation.
  static Map<String, String> largest(Collection<Map<String, String>> hashes) {
    Map<String, String> largest = new HashMap<>();
    for (Map<String, String> hash : hashes) {
      hash.forEach((conversation, head) ->
          largest.merge(
              conversation, head, (one, other) -> one.compareTo(other) < 0 ? other : one));
    }
    return largest;
  }

  /// Of too many conversations those that moved last: the others have been told with earlier
  /// heartbeats.
  static List<ConversationHead> newest(Map<String, String> heads, int max) {
    List<ConversationHead> moved = new ArrayList<>(heads.size());
    heads.forEach((conversation, text) ->
        head(text)
            .ifPresent(head ->
                moved.add(
                    ConversationHead.newBuilder()
                        .setConversation(conversation)
                        .setHead(head)
                        .build())));
    return moved.stream().sorted(NEWEST_FIRST).limit(max).toList();
  }

  /// A head as [#text] wrote it; none for what another version may have written.
  static Optional<Head> head(String text) {
    if (text.length() != 2 * DIGITS + 1 || text.charAt(DIGITS) != ':') {
      return Optional.empty();
    }
    try {
      return Optional.of(
          Head.newBuilder()
              .setSeq(HexFormat.fromHexDigitsToLong(text, 0, DIGITS))
              .setMessageId(HexFormat.fromHexDigitsToLong(text, DIGITS + 1, text.length()))
              .build());
    } catch (IllegalArgumentException unreadable) {
      return Optional.empty();
    }
  }
}
