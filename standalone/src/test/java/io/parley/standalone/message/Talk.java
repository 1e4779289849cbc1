package io.parley.standalone.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// What tests ask of groups and channels, in the words of the protocol's page, and what they are
/// answered.
final class Talk {
  private static final AtomicLong ids = new AtomicLong();

  private Talk() {}

  /// `{"conversation":…}`, for more to be put in.
  static JsonObject in(String conversation) {
    return new JsonObject().put("conversation", conversation);
  }

  static JsonObject users(String conversation, String... users) {
    return in(conversation).put("users", new JsonArray(List.of(users)));
  }

  /// Asks for something; the whole answer.
  static JsonObject ask(TestSocket socket, String kind, JsonObject body)
      throws InterruptedException {
    return socket.ask(frame(kind, body).encode());
  }

  /// The same, but what can pass is not waited for.
  static JsonObject askOnce(TestSocket socket, String kind, JsonObject body)
      throws InterruptedException {
    JsonObject frame = frame(kind, body);
    socket.say(frame.encode());
    return socket.answer(frame.getString("id"));
  }

  private static JsonObject frame(String kind, JsonObject body) {
    return new JsonObject().put("id", "q" + ids.incrementAndGet()).put(kind, body);
  }

  /// Asks for a change, which is made once however often it has to be asked for. Its `sent`.
  static JsonObject change(TestSocket socket, String kind, JsonObject body)
      throws InterruptedException {
    JsonObject named =
        body.containsKey("clientMessageId")
            ? body
            : body.copy().put("clientMessageId", "t" + ids.incrementAndGet());
    JsonObject answer = ask(socket, kind, named);
    assertTrue(answer.containsKey("sent"), () -> kind + ": " + answer.encode());
    return answer.getJsonObject("sent");
  }

  /// Writes to a conversation. Its `sent`.
  static JsonObject say(TestSocket socket, String conversation, String text)
      throws InterruptedException {
    return change(socket, "send", in(conversation).put("text", text));
  }

  /// Asks for what cannot be, and is told why; the error.
  ///
  /// @param words that its message must have
  static JsonObject refused(
      TestSocket socket, String kind, JsonObject body, String code, String... words)
      throws InterruptedException {
    JsonObject answer = askOnce(socket, kind, body);
    JsonObject error = answer.getJsonObject("error", new JsonObject());
    assertEquals(code, error.getString("code"), () -> kind + " " + body + ": " + answer);
    for (String word : words) {
      assertTrue(
          error.getString("message", "").contains(word),
          () -> "%s %s: %s (expected: naming \"%s\")".formatted(kind, body, error, word));
    }
    return error;
  }

  /// The next event of a socket, which has this body; the whole event.
  static JsonObject hears(TestSocket socket, String kind) throws InterruptedException {
    JsonObject event = socket.next("event");
    assertTrue(event.containsKey(kind), () -> event + " (expected: " + kind + ")");
    return event;
  }

  /// Waits for the message with this text; other events before it are dropped.
  static void hearsText(TestSocket socket, String text) throws InterruptedException {
    String heard;
    do {
      heard = socket.next("event").getJsonObject("message", new JsonObject()).getString("text");
    } while (!text.equals(heard));
  }

  /// All of these hear the same event; its body.
  static JsonObject allHear(String kind, TestSocket... sockets) throws InterruptedException {
    JsonObject first = hears(sockets[0], kind);
    for (int i = 1; i < sockets.length; i++) {
      assertEquals(first, hears(sockets[i], kind));
    }
    return first.getJsonObject(kind);
  }

  /// Nothing of this kind is on its way.
  static void silent(String kind, TestSocket... sockets) throws InterruptedException {
    for (TestSocket socket : sockets) {
      List<JsonObject> frames = socket.untilPong();
      assertEquals(List.of(), frames.stream().filter(frame -> frame.containsKey(kind)).toList());
    }
  }

  static JsonObject info(TestSocket socket, String conversation) throws InterruptedException {
    JsonObject answer = ask(socket, "info", in(conversation));
    assertTrue(answer.containsKey("info"), answer::encode);
    return answer.getJsonObject("info");
  }

  /// Members as `user:ROLE`, of all pages.
  static List<String> members(TestSocket socket, JsonObject question) throws InterruptedException {
    List<String> members = new ArrayList<>();
    String token = "";
    do {
      JsonObject answer = ask(socket, "members", question.copy().put("pageToken", token));
      assertTrue(answer.containsKey("members"), answer::encode);
      JsonObject page = answer.getJsonObject("members");
      for (JsonObject item : objects(page, "items")) {
        members.add(item.getString("user") + ":" + item.getString("role", "NONE"));
      }
      token = page.getString("nextPageToken", "");
    } while (!token.isEmpty());
    return members;
  }

  /// My conversations, of all pages.
  static List<JsonObject> list(TestSocket socket, String which) throws InterruptedException {
    List<JsonObject> items = new ArrayList<>();
    String token = "";
    do {
      JsonObject question = new JsonObject().put("limit", 50).put("pageToken", token);
      JsonObject asked = which.isEmpty() ? question : question.put("which", which);
      JsonObject answer = ask(socket, "conversations", asked);
      assertTrue(answer.containsKey("conversations"), answer::encode);
      items.addAll(objects(answer.getJsonObject("conversations"), "items"));
      token = answer.getJsonObject("conversations").getString("nextPageToken", "");
    } while (!token.isEmpty());
    return items;
  }

  /// One of my conversations, as the list has it.
  static JsonObject item(TestSocket socket, String conversation) throws InterruptedException {
    List<JsonObject> items = list(socket, "");
    return items.stream()
        .filter(item -> conversation.equals(item.getString("conversation")))
        .findFirst()
        .orElseThrow(() -> new AssertionError(conversation + " is not among " + items));
  }

  static List<String> names(List<JsonObject> items) {
    return items.stream().map(item -> item.getString("conversation")).toList();
  }

  static List<JsonObject> objects(JsonObject parent, String name) {
    return parent.getJsonArray(name, new JsonArray()).stream().map(JsonObject.class::cast).toList();
  }

  static List<Object> values(JsonObject parent, String name) {
    return parent.getJsonArray(name, new JsonArray()).stream().toList();
  }

  static long seq(JsonObject sent) {
    return Long.parseLong(sent.getString("seq"));
  }
}
