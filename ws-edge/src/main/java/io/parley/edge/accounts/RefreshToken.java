package io.parley.edge.accounts;

import io.parley.history.accounts.RefreshHashes;
import io.parley.history.accounts.TokenHash;
import io.parley.protocol.DeviceId;
import io.parley.protocol.UserId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// A refresh token. To a client it is one opaque text; inside are the user and the device, so that
/// it can be looked up, a secret of the log-in, which tells an old token from a made-up one, and
/// the token's own secret.
///
/// @param chain base64
/// @param secret base64
record RefreshToken(String user, String device, String chain, String secret) {
  private static final int CHAIN_BYTES = 16;
  private static final int SECRET_BYTES = 32;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

  /// More than the longest ids need.
  static final int CHARS_MAX = 256;

  /// The first one of a log-in.
  ///
  /// @param secrets must be fit for secrets
  static RefreshToken first(String user, String device, RandomGenerator secrets) {
    return new RefreshToken(
        user, device, random(CHAIN_BYTES, secrets), random(SECRET_BYTES, secrets));
  }

  RefreshToken next(RandomGenerator secrets) {
    return new RefreshToken(user, device, chain, random(SECRET_BYTES, secrets));
  }

  private static String random(int bytes, RandomGenerator secrets) {
    byte[] random = new byte[bytes];
    secrets.nextBytes(random);
    return ENCODER.encodeToString(random);
  }

  RefreshHashes hashes() {
    return new RefreshHashes(
        TokenHash.of(DECODER.decode(chain)), TokenHash.of(DECODER.decode(secret)));
  }

  /// What the client keeps: the secrets, the length of the user id, user id and device id.
  String text() {
    byte[] userBytes = user.getBytes(StandardCharsets.US_ASCII);
    byte[] deviceBytes = device.getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[CHAIN_BYTES + SECRET_BYTES + 1 + userBytes.length + deviceBytes.length];
    System.arraycopy(DECODER.decode(chain), 0, all, 0, CHAIN_BYTES);
    System.arraycopy(DECODER.decode(secret), 0, all, CHAIN_BYTES, SECRET_BYTES);
    int at = CHAIN_BYTES + SECRET_BYTES;
    all[at] = (byte) userBytes.length;
    System.arraycopy(userBytes, 0, all, at + 1, userBytes.length);
    System.arraycopy(deviceBytes, 0, all, at + 1 + userBytes.length, deviceBytes.length);
    return ENCODER.encodeToString(all);
  }

  /// Empty for what is no such text.
  static Optional<RefreshToken> parse(String text) {
    if (text.length() > CHARS_MAX) {
      return Optional.empty();
    }
    byte[] all;
    try {
      all = DECODER.decode(text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    int userAt = CHAIN_BYTES + SECRET_BYTES + 1;
    if (all.length < userAt || all[userAt - 1] < 0 || all.length < userAt + all[userAt - 1]) {
      return Optional.empty();
    }
    int deviceAt = userAt + all[userAt - 1];
    String user = new String(all, userAt, deviceAt - userAt, StandardCharsets.US_ASCII);
    String device = new String(all, deviceAt, all.length - deviceAt, StandardCharsets.US_ASCII);
    if (!UserId.isValid(user) || !DeviceId.isValid(device)) {
      return Optional.empty();
    }
    return Optional.of(
        new RefreshToken(
            user,
            device,
            ENCODER.encodeToString(Arrays.copyOf(all, CHAIN_BYTES)),
            ENCODER.encodeToString(Arrays.copyOfRange(all, CHAIN_BYTES, userAt - 1))));
  }

  /// Says whose it is, and nothing of its secrets.
  @Override
  public String toString() {
    return "RefreshToken[" + user + ", " + device + "]";
  }
}
