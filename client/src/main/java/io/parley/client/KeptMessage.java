package io.parley.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A message of the outbox, as a [ClientStore] keeps it until the server has it.
///
/// @param conversation where it goes; with `clientMessageId` its identity
/// @param clientMessageId the same in every attempt, so that the server stores it once
/// @param notBefore a time of the server before which it was certainly not sent; null: none was
///   known
public record KeptMessage(
    String conversation, String clientMessageId, Draft draft, @Nullable Instant notBefore) {
  private static final int ID_CHARS_MAX = 64;

  public KeptMessage {
    if (clientMessageId.isEmpty() || clientMessageId.length() > ID_CHARS_MAX) {
      throw new IllegalArgumentException(
          "clientMessageId: "
              + clientMessageId.length()
              + " characters (expected: 1 to "
              + ID_CHARS_MAX
              + ")");
    }
  }

  KeptMessage notBefore(@Nullable Instant time) {
    return new KeptMessage(conversation, clientMessageId, draft, time);
  }

  /// Neither part has a line break of its own that could make two of these alike: ids of
  /// conversations come from the server, which has none in them.
  String key() {
    return key(conversation, clientMessageId);
  }

  static String key(String conversation, String clientMessageId) {
    return conversation + "\n" + clientMessageId;
  }
}
