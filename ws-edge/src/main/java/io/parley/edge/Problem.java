package io.parley.edge;

import io.parley.protocol.Codes;
import io.parley.protocol.v1.Code;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/// An error as `application/problem+json` (RFC 9457), with a `code` of the protocol.
record Problem(Code code, String detail) {
  Future<Void> answer(HttpServerResponse response) {
    Codes.ErrorMeaning meaning = Codes.of(code);
    JsonObject body =
        new JsonObject()
            .put("type", "about:blank")
            .put("title", code.name())
            .put("status", meaning.httpStatus())
            .put("detail", detail)
            .put("code", code.name());
    return response
        .setStatusCode(meaning.httpStatus())
        .putHeader("Content-Type", "application/problem+json")
        .end(body.encode());
  }
}
