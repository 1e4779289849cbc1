package io.parley.standalone.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// What cannot be done, and what the answer must say.
record Wrong(String kind, JsonObject body, String code, List<String> words) {
  static Wrong of(String kind, JsonObject body, String code, String... words) {
    return new Wrong(kind, body, code, List.of(words));
  }

  static Wrong forbidden(String kind, JsonObject body) {
    return of(kind, body, "FORBIDDEN");
  }

  /// Asks for all of it on one socket, and for a proof of life after each.
  static void check(TestSocket socket, List<Wrong> table) throws InterruptedException {
    List<String> faults = new ArrayList<>();
    for (Wrong wrong : table) {
      JsonObject answer = Talk.askOnce(socket, wrong.kind(), wrong.body());
      if (!wrong.isRight(answer.getJsonObject("error", new JsonObject()))) {
        String body = wrong.body().encode();
        faults.add(
            "%s %s: %s (expected: %s naming %s)"
                .formatted(
                    wrong.kind(),
                    body.substring(0, Math.min(200, body.length())),
                    answer,
                    wrong.code(),
                    wrong.words()));
      }
      assertEquals(List.of(), socket.untilPong(), wrong.kind());
    }
    assertEquals(List.of(), faults);
  }

  private boolean isRight(JsonObject error) {
    return code.equals(error.getString("code"))
        && words.stream().allMatch(error.getString("message", "")::contains);
  }
}
