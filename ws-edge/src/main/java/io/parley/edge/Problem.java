package io.parley.edge;

import io.parley.protocol.Codes;
import io.parley.protocol.v1.Code;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/// An error as `application/problem+json` (RFC 9457), with a `code` of the protocol.
///
/// @param status of HTTP: that of the code, unless HTTP has one that says more
/// @param detail for people; fit to be shown
/// @param field which field of the request is to blame; empty for none
/// @param retryAfter zero where there is no hint
public record Problem(Code code, int status, String detail, String field, Duration retryAfter) {
  public static final String CONTENT_TYPE = "application/problem+json";

  public Problem(Code code, String detail) {
    this(code, detail, Duration.ZERO);
  }

  public Problem(Code code, String detail, Duration retryAfter) {
    this(code, Codes.of(code).httpStatus(), detail, "", retryAfter);
  }

  public Problem withStatus(int other) {
    return new Problem(code, other, detail, field, retryAfter);
  }

  /// A field that is not what it has to be.
  public static Problem invalid(String field, String found, String expected) {
    return new Problem(
        Code.INVALID,
        Codes.of(Code.INVALID).httpStatus(),
        field + ": " + found + " (expected: " + expected + ")",
        field,
        Duration.ZERO);
  }

  /// The body, as UTF-8 JSON.
  public String body() {
    JsonObject body =
        new JsonObject()
            .put("type", "about:blank")
            .put("title", code.name())
            .put("status", status)
            .put("detail", detail)
            .put("code", code.name());
    if (!field.isEmpty()) {
      body.put("field", field);
    }
    if (retryAfter.isPositive()) {
      body.put("retryAfterMs", Math.max(1, retryAfter.toMillis()));
    }
    return body.encode();
  }

  /// The value of the header `Retry-After`: whole seconds, never sooner than the hint.
  public String retryAfterSeconds() {
    return Long.toString(Math.max(1, retryAfter.plusMillis(999).toSeconds()));
  }

  public Future<Void> answer(HttpServerResponse response) {
    if (retryAfter.isPositive()) {
      response.putHeader("Retry-After", retryAfterSeconds());
    }
    return response.setStatusCode(status).putHeader("Content-Type", CONTENT_TYPE).end(body());
  }
}
