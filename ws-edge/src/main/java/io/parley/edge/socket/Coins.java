package io.parley.edge.socket;

import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Kind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.random.RandomGenerator;

/// What an edge names by itself, so that nobody guesses it and no two meet.
final class Coins {
  private static final int SECRET_BYTES = 16;

  private Coins() {}

  /// A group or channel to be made. A request that has a name of its own makes the same one however
  /// often it comes, and wherever.
  ///
  /// @param clientMessageId empty: the request has no name
  static ConversationId conversation(
      Kind kind, String creator, String clientMessageId, RandomGenerator secrets) {
    byte[] bits =
        clientMessageId.isEmpty()
            ? random(ConversationId.COINED_BYTES, secrets)
            : hash(kind, creator, clientMessageId);
    return switch (kind) {
      case GROUP -> ConversationId.group(bits);
      case CHANNEL -> ConversationId.channel(bits);
      case DIRECT, KIND_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("kind: " + kind + " (expected: GROUP or CHANNEL)");
    };
  }

  /// What lets in whoever knows it.
  static String secret(RandomGenerator secrets) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random(SECRET_BYTES, secrets));
  }

  private static byte[] random(int count, RandomGenerator secrets) {
    byte[] bytes = new byte[count];
    secrets.nextBytes(bytes);
    return bytes;
  }

  /// Neither of the first two has a slash, so no two requests are written alike.
  private static byte[] hash(Kind kind, String creator, String clientMessageId) {
    String request = (kind == Kind.GROUP ? "group" : "channel") + "/" + creator + "/";
    byte[] written = (request + clientMessageId).getBytes(StandardCharsets.UTF_8);
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(written);
      return Arrays.copyOf(hash, ConversationId.COINED_BYTES);
    } catch (NoSuchAlgorithmException e) { // every Java has it
      throw new IllegalStateException(e);
    }
  }
}
