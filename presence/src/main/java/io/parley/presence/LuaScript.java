package io.parley.presence;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/// A Lua file beside this class, run as one atomic step. Keys, arguments and answers are described
/// at the top of each file.
enum LuaScript {
  ACQUIRE_SLOT,
  RENEW_SLOT,
  RELEASE_SLOT,
  PUT_SESSION,
  KEEP_SESSION,
  REMOVE_SESSION,
  LOCATE,
  LEAVE_HEADS,
  MOVE_HEADS,
  KEEP_INTEREST;

  private final String text;
  private final String sha;

  LuaScript() {
    byte[] bytes = read(name().toLowerCase(Locale.ROOT) + ".lua");
    text = new String(bytes, StandardCharsets.UTF_8);
    sha = HexFormat.of().formatHex(sha1().digest(bytes));
  }

  String text() {
    return text;
  }

  /// Under which a server that was given the text once knows it.
  String sha() {
    return sha;
  }

  /// Whether the round trips that it goes with had better not be repeated: who was displaced is
  /// answered once.
  boolean isAnsweredOnce() {
    return switch (this) {
      case PUT_SESSION, REMOVE_SESSION -> true;
      case ACQUIRE_SLOT,
          RENEW_SLOT,
          RELEASE_SLOT,
          KEEP_SESSION,
          LOCATE,
          LEAVE_HEADS,
          MOVE_HEADS,
          KEEP_INTEREST ->
          false;
    };
  }

  private static byte[] read(String file) {
    try (InputStream in = LuaScript.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("script: " + file + " (expected: on the class path)");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-1: missing (expected: in every JDK)", e);
    }
  }
}
