package io.parley.standalone.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.testing.Eventually;
import io.parley.testing.delivery.PlainAccounts;
import io.parley.testing.delivery.Subprotocol;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is wrong is answered with the code of the protocol's page and the name of the field at
/// fault, and the socket lives; except where the page says that it is closed.
class BadInputIT {
  private static final String ALICE = "alice.bad";
  private static final String BOB = "bob.bad";

  /// Long enough to be used at once, on any machine.
  private static final Duration TOKENS_LAST = Duration.ofSeconds(8);

  /// A token is good for a little longer than it says.
  private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(6);

  private static MessageSystem system;
  private static final HttpClient http = HttpClient.newHttpClient();
  private static People people;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException, InterruptedException {
    system =
        new MessageSystem(
            folder,
            MessageSystem.Layout.TOGETHER,
            Map.of(
                "PARLEY_EDGE_HELLO_WITHIN",
                "2s",
                "PARLEY_ACCOUNTS_TOKENS_ACCESS_FOR",
                TOKENS_LAST.toSeconds() + "s"));
    people = new People(http, system);
    people.create(ALICE, BOB, "carol.bad", "dave.bad", "erin.bad", "fay.bad", "gus.bad");
  }

  @AfterAll
  static void end() throws IOException {
    http.shutdownNow();
    if (system != null) {
      system.close();
    }
  }

  @Test
  void eachWrongFrameIsNamedAndTheSocketLives() throws Exception {
    String foreign = conversationOf("carol.bad", "dave.bad");
    String text = "x".repeat(4097);
    List<Wrong> table =
        List.of(
            new Wrong("malformed JSON", "{\"id\":\"1\",", "INVALID", ""),
            new Wrong("no object", "[]", "INVALID", ""),
            new Wrong("an unknown frame", "{\"id\":\"1\",\"dance\":{}}", "INVALID", "dance"),
            new Wrong("no body", "{\"id\":\"1\"}", "INVALID", ""),
            new Wrong("two bodies", "{\"id\":\"1\",\"ping\":{},\"typing\":{}}", "INVALID", ""),
            send(
                "an unknown field",
                "\"user\":\"bob.bad\",\"clientMessageId\":\"c\",\"text\":\"t\",\"colour\":\"red\"",
                "INVALID",
                "send.colour"),
            send(
                "a wrong type",
                "\"user\":5,\"clientMessageId\":\"c\",\"text\":\"t\"",
                "INVALID",
                "send.user"),
            send("no receiver", "\"clientMessageId\":\"c\",\"text\":\"t\"", "INVALID", "send"),
            send(
                "no client id",
                "\"user\":\"bob.bad\",\"text\":\"t\"",
                "INVALID",
                "clientMessageId"),
            send(
                "a long client id",
                "\"user\":\"bob.bad\",\"clientMessageId\":\""
                    + "c".repeat(65)
                    + "\",\"text\":\"t\"",
                "INVALID",
                "clientMessageId"),
            send(
                "no text",
                "\"user\":\"bob.bad\",\"clientMessageId\":\"c\"",
                "INVALID",
                "send.text"),
            send(
                "a long text",
                "\"user\":\"bob.bad\",\"clientMessageId\":\"c\",\"text\":\"" + text + "\"",
                "TOO_LARGE",
                "send.text"),
            send(
                "no user id",
                "\"user\":\"Bob!\",\"clientMessageId\":\"c\",\"text\":\"t\"",
                "INVALID",
                "send.user"),
            send(
                "an unknown user",
                "\"user\":\"nobody.bad\",\"clientMessageId\":\"c\",\"text\":\"t\"",
                "NOT_FOUND",
                "send.user"),
            send(
                "others' conversation",
                "\"conversation\":\"" + foreign + "\",\"clientMessageId\":\"c\",\"text\":\"t\"",
                "FORBIDDEN",
                "conversation"),
            send(
                "no conversation",
                "\"conversation\":\"what\",\"clientMessageId\":\"c\",\"text\":\"t\"",
                "NOT_FOUND",
                "conversation"));
    check(table);
    check(
        List.of(
            history(
                "others' conversation", foreign, "\"after\":\"0\"", "FORBIDDEN", "conversation"),
            history("a long page", foreign, "\"after\":\"0\",\"limit\":201", "INVALID", "limit"),
            history("no id", foreign, "\"after\":\"abc\"", "INVALID", "history.after"),
            new Wrong("a long frame", "{\"id\":\"" + "x".repeat(70_000) + "\"}", "TOO_LARGE", ""),
            new Wrong(
                "typing",
                "{\"id\":\"1\",\"typing\":{\"conversation\":\"" + foreign + "\"}}",
                "UNSUPPORTED",
                ""),
            new Wrong(
                "presence",
                "{\"id\":\"1\",\"watch\":{\"users\":[\"bob.bad\"]}}",
                "UNSUPPORTED",
                "")));
  }

  private static void check(List<Wrong> table) throws Exception {
    try (TestSocket socket = people.connect(ALICE, "phone", Subprotocol.JSON, 0)) {
      List<String> faults = new ArrayList<>();
      for (Wrong wrong : table) {
        socket.sayText(wrong.frame());
        JsonObject error = socket.next("error");
        boolean isRight =
            wrong.code().equals(error.getString("code"))
                && error.getString("message", "").contains(wrong.field());
        if (!isRight) {
          faults.add(
              "%s: %s (expected: %s naming \"%s\")"
                  .formatted(wrong.what(), error, wrong.code(), wrong.field()));
        }
        assertEquals(List.of(), socket.untilPong(), wrong.what());
      }
      assertEquals(List.of(), faults);
    }
  }

  @Test
  void bytesThatAreNoFrameAreRefusedAndTheSocketLives() throws Exception {
    try (TestSocket socket = people.connect(ALICE, "binary", Subprotocol.BINARY, 1)) {
      for (byte[] bytes :
          List.of(new byte[] {-1, -1, -1}, "{}".getBytes(StandardCharsets.UTF_8), new byte[0])) {
        socket.sayBytes(bytes);
        assertEquals("INVALID", socket.next("error").getString("code"));
        assertEquals(List.of(), socket.untilPong());
      }
    }
  }

  @Test
  void tooManyWrongFramesInAMinuteEndTheSocket() throws Exception {
    try (TestSocket socket = people.connect(ALICE, "chatty", Subprotocol.JSON, 0)) {
      for (int i = 0; i <= 20; i++) {
        socket.sayText("nonsense");
      }
      assertEquals(4400, socket.closeCode());
    }
  }

  @Test
  void whoSendsTooFastIsToldWhenToComeBackAndThenIsHeard() throws Exception {
    int burst = 90;
    String frame =
        """
        {"id":"%d","send":{"user":"gus.bad","clientMessageId":"c%d","text":"again"}}
        """;
    try (TestSocket socket = people.connect("fay.bad", "fast", Subprotocol.JSON, 0)) {
      for (int i = 0; i < burst; i++) {
        socket.sayText(frame.formatted(i, i));
      }
      List<Integer> refused = new ArrayList<>();
      for (int i = 0; i < burst; i++) {
        JsonObject answer = socket.next(Set.of("sent", "error"));
        JsonObject error = answer.getJsonObject("error");
        if (error != null) {
          assertEquals("RATE_LIMITED", error.getString("code"), answer::encode);
          assertTrue(error.getInteger("retryAfterMs", 0) > 0, answer::encode);
          refused.add(Integer.valueOf(answer.getString("re")));
        }
      }
      assertFalse(refused.isEmpty());
      int one = refused.getLast();
      assertTrue(socket.ask(frame.formatted(one, one)).containsKey("sent"));
    }
  }

  @Test
  void whoSaysNoHelloIsClosed() throws Exception {
    try (TestSocket socket = people.dial(Subprotocol.JSON, 0)) {
      assertEquals(4401, socket.closeCode());
    }
  }

  @ParameterizedTest
  @CsvSource({"forged", "garbage", "''"})
  void aBadTokenIsRefusedAndTheSocketClosed(String kind) throws Exception {
    String good = people.logIn(BOB, "phone").access();
    String token =
        switch (kind) {
          case "forged" -> forged(good);
          default -> kind;
        };
    try (TestSocket socket = people.dial(Subprotocol.JSON, 0)) {
      People.hello(socket, token, "phone", "");
      assertEquals("UNAUTHENTICATED", socket.next("error").getString("code"));
      assertEquals(4401, socket.closeCode());
    }
  }

  @Test
  void aTokenThatHasExpiredIsRefused() throws Exception {
    String token = people.logIn(BOB, "late").access();
    // the token was made by a real process, whose clock nobody steps
    Instant refusedFrom = Instant.now().plus(TOKENS_LAST).plus(CLOCKS_DIFFER);
    Eventually.eventually(
        TOKENS_LAST.multipliedBy(3), () -> assertTrue(Instant.now().isAfter(refusedFrom)));
    try (TestSocket socket = people.dial(Subprotocol.JSON, 0)) {
      People.hello(socket, token, "late", "");
      assertEquals("UNAUTHENTICATED", socket.next("error").getString("code"));
      assertEquals(4401, socket.closeCode());
    }
  }

  @Test
  void aTokenOfAnotherDeviceIsRefused() throws Exception {
    String token = people.logIn(BOB, "one").access();
    try (TestSocket socket = people.dial(Subprotocol.JSON, 0)) {
      People.hello(socket, token, "two", "");
      assertEquals("UNAUTHENTICATED", socket.next("error").getString("code"));
      assertEquals(4401, socket.closeCode());
    }
  }

  @Test
  void aRevokedDeviceIsClosedAndStaysOut() throws Exception {
    String user = "erin.bad";
    PlainAccounts.Tokens phone = people.logIn(user, "phone");
    PlainAccounts.Tokens laptop = people.logIn(user, "laptop");
    try (TestSocket lost = people.dial(Subprotocol.JSON, 1);
        TestSocket kept = people.dial(Subprotocol.JSON, 0)) {
      People.welcome(lost, phone.access(), "phone", "");
      People.welcome(kept, laptop.access(), "laptop", "");
      PlainAccounts.Answer answer =
          people.accounts().call("DELETE", "/v1/devices/phone", laptop.access());
      assertEquals(2, answer.status() / 100, answer::body);
      assertEquals(4401, lost.closeCode());
      assertEquals(List.of(), kept.untilPong());
    }
    assertEquals(401, people.accounts().refresh(phone.refresh()).status());
    try (TestSocket again = people.dial(Subprotocol.JSON, 0)) {
      People.hello(again, phone.access(), "phone", "");
      assertEquals(4401, again.closeCode());
    }
  }

  @Test
  void aRefreshTokenWorksOnce() throws Exception {
    PlainAccounts.Tokens tokens = people.logIn(BOB, "refreshing");
    PlainAccounts.Answer first = people.accounts().refresh(tokens.refresh());
    assertEquals(200, first.status(), first::body);
    assertFalse(first.text("accessToken").isEmpty());
    PlainAccounts.Answer replayed = people.accounts().refresh(tokens.refresh());
    assertProblem(401, "UNAUTHENTICATED", replayed);
  }

  @Test
  void wrongAccountsAreProblems() throws Exception {
    PlainAccounts accounts = people.accounts();
    assertProblem(409, "CONFLICT", accounts.create(ALICE, People.PASSWORD));
    assertProblem(400, "INVALID", accounts.create("No Name!", People.PASSWORD));
    assertProblem(400, "INVALID", accounts.post("/v1/accounts", "{"));
    assertProblem(
        401,
        "UNAUTHENTICATED",
        accounts.post(
            "/v1/tokens", Map.of("userId", ALICE, "password", "wrong one", "deviceId", "phone")));
  }

  @Test
  void refusedFramesLeaveNothingBehind() throws Exception {
    Eventually.eventually(
        Duration.ofSeconds(10),
        () -> {
          try (TestSocket socket = people.connect(BOB, "after", Subprotocol.JSON, 1)) {
            JsonObject list =
                socket
                    .ask("{\"id\":\"l\",\"conversations\":{\"limit\":50}}")
                    .getJsonObject("conversations");
            assertTrue(list.getJsonArray("items", new JsonArray()).isEmpty());
          }
        });
  }

  /// @param field what the message must name
  private record Wrong(String what, String frame, String code, String field) {}

  private static Wrong send(String what, String members, String code, String field) {
    return new Wrong(what, "{\"id\":\"1\",\"send\":{" + members + "}}", code, field);
  }

  private static Wrong history(
      String what, String conversation, String members, String code, String field) {
    String frame =
        "{\"id\":\"1\",\"history\":{\"conversation\":\"%s\",%s}}".formatted(conversation, members);
    return new Wrong(what, frame, code, field);
  }

  private static String conversationOf(String one, String other) throws Exception {
    try (TestSocket socket = people.connect(one, "phone", Subprotocol.JSON, 0)) {
      return socket
          .ask(
              """
              {"id":"1","send":{"user":"%s","clientMessageId":"c","text":"between us"}}
              """
                  .formatted(other))
          .getJsonObject("sent")
          .getString("conversation");
    }
  }

  /// Says that it is for somebody else, under the same signature.
  private static String forged(String token) {
    String[] parts = token.split("\\.", -1);
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String claims =
        new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
            .replace(BOB, ALICE);
    String body = base64.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
    return parts[0] + "." + body + "." + parts[2];
  }

  private static void assertProblem(int status, String code, PlainAccounts.Answer answer) {
    assertEquals(status, answer.status(), answer::body);
    assertEquals(code, answer.text("code"));
    assertTrue(answer.contentType().startsWith("application/problem+json"), answer::contentType);
  }
}
