package io.parley.edge.socket;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a request for a socket comes to (RFC 6455, section 4.2). Pure.
sealed interface Handshake {
  String PATH = "/v1/ws";
  String VERSION = "13";

  /// @param subprotocol to be confirmed; empty when none was offered
  /// @param accept the answer to the client's key
  /// @param bearer the token of the header `Authorization`, or empty
  record Accepted(Dialect dialect, String subprotocol, String accept, String bearer)
      implements Handshake {}

  /// @param status 400, or 426 for what is no request for a socket of our version
  record Refused(int status, String detail) implements Handshake {}

  static boolean isFor(HttpRequest request) {
    String uri = request.uri();
    return uri.startsWith(PATH)
        && (uri.length() == PATH.length() || uri.charAt(PATH.length()) == '?');
  }

  static Handshake of(HttpRequest request) {
    HttpHeaders headers = request.headers();
    if (!headers.containsValue(HttpHeaderNames.UPGRADE, "websocket", true)
        || !headers.containsValue(HttpHeaderNames.CONNECTION, "upgrade", true)
        || !HttpVersion.HTTP_1_1.equals(request.protocolVersion())) {
      return new Refused(426, "this path is for sockets: Upgrade: websocket over HTTP/1.1");
    }
    if (!HttpMethod.GET.equals(request.method())) {
      return new Refused(400, "method: not GET (expected: GET)");
    }
    if (HttpUtil.isTransferEncodingChunked(request)
        || HttpUtil.getContentLength(request, 0L) != 0) {
      return new Refused(400, "body: there is one (expected: none)");
    }
    if (!VERSION.equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
      return new Refused(426, "Sec-WebSocket-Version: unknown (expected: " + VERSION + ")");
    }
    String key = headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY);
    if (key == null || !isKey(key.strip())) {
      return new Refused(400, "Sec-WebSocket-Key: none (expected: 16 bytes in base64)");
    }
    List<String> offers = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
    Optional<Dialect> dialect = choose(offers);
    if (dialect.isEmpty()) {
      return new Refused(
          400,
          "Sec-WebSocket-Protocol: nothing known (expected: %s, %s or none)"
              .formatted(Dialect.JSON.subprotocol(), Dialect.PROTO.subprotocol()));
    }
    return new Accepted(
        dialect.get(),
        offers.isEmpty() ? "" : dialect.get().subprotocol(),
        accept(key.strip()),
        bearer(headers.get(HttpHeaderNames.AUTHORIZATION)));
  }

  /// The first that is known here, in the client's order.
  private static Optional<Dialect> choose(List<String> offers) {
    if (offers.isEmpty()) {
      return Optional.of(Dialect.JSON);
    }
    for (String header : offers) {
      for (String offer : header.split(",", -1)) {
        Optional<Dialect> known = Dialect.named(offer.strip());
        if (known.isPresent()) {
          return known;
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isKey(String key) {
    try {
      return key.length() == 24 && Base64.getDecoder().decode(key).length == 16;
    } catch (IllegalArgumentException e) { // not base64
      return false;
    }
  }

  private static String accept(String key) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      byte[] digest =
          sha1.digest(
              (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  private static String bearer(@Nullable String authorization) {
    String scheme = "Bearer ";
    return authorization != null && authorization.regionMatches(true, 0, scheme, 0, scheme.length())
        ? authorization.substring(scheme.length()).strip()
        : "";
  }
}
