package io.parley.standalone.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.parley.protocol.v1.Event;
import io.parley.testing.delivery.Seen;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// Reads a conversation from one end to the other, page by page.
final class FullHistory {
  private FullHistory() {}

  /// Oldest first, as a device catches up.
  static List<Seen> forwards(TestSocket socket, String conversation) throws InterruptedException {
    List<Seen> events = new ArrayList<>();
    long after = 0;
    for (int page = 1; ; page++) {
      JsonObject answer =
          page(socket, "f" + page, conversation, "\"after\":\"%d\",\"limit\":200".formatted(after));
      List<Seen> read = events(conversation, answer);
      events.addAll(read);
      if (!answer.getBoolean("more", false)) {
        assertHead(answer, events);
        return events;
      }
      assertTrue(!read.isEmpty(), "more, and none on this page");
      after = read.getLast().place().messageId();
    }
  }

  /// Read newest first, as a person scrolls up; returned oldest first.
  static List<Seen> backwards(TestSocket socket, String conversation) throws InterruptedException {
    List<Seen> events = new ArrayList<>();
    String before = "";
    for (int page = 1; ; page++) {
      JsonObject answer = page(socket, "b" + page, conversation, before + "\"limit\":50");
      List<Seen> read = events(conversation, answer);
      read.forEach(events::addFirst);
      if (!answer.getBoolean("more", false)) {
        assertHead(answer, events);
        return events;
      }
      assertTrue(!read.isEmpty(), "more, and none on this page");
      before = "\"before\":\"%d\",".formatted(read.getLast().place().messageId());
    }
  }

  /// What a person sees who scrolls up: messages alone, newest first.
  static List<String> texts(TestSocket socket, String conversation) throws InterruptedException {
    List<String> texts = new ArrayList<>();
    String before = "";
    for (int page = 1; ; page++) {
      JsonObject answer = page(socket, "t" + page, conversation, before + "\"limit\":50");
      List<JsonObject> events = Talk.objects(answer, "events");
      for (JsonObject event : events) {
        if (event.containsKey("message")) {
          texts.add(event.getJsonObject("message").getString("text"));
        }
      }
      if (!answer.getBoolean("more", false)) {
        return texts;
      }
      assertTrue(!events.isEmpty(), "more, and none on this page");
      before = "\"before\":\"%s\",".formatted(events.getLast().getString("messageId"));
    }
  }

  private static JsonObject page(TestSocket socket, String id, String conversation, String members)
      throws InterruptedException {
    JsonObject answer =
        socket.ask(
            """
            {"id":"%s","history":{"conversation":"%s",%s}}
            """
                .formatted(id, conversation, members));
    assertTrue(answer.containsKey("page"), answer::encode);
    return answer.getJsonObject("page");
  }

  private static void assertHead(JsonObject page, List<Seen> events) {
    String head = page.getJsonObject("head").getString("seq");
    assertEquals(Long.toString(events.getLast().place().seq()), head, "head.seq");
  }

  static List<Seen> events(String conversation, JsonObject page) {
    List<Seen> events = new ArrayList<>();
    for (Object each : page.getJsonArray("events", new JsonArray())) {
      events.add(seen((JsonObject) each));
    }
    return events;
  }

  static Seen seen(JsonObject event) {
    try {
      Event.Builder read = Event.newBuilder();
      JsonFormat.parser().merge(event.encode(), read);
      return Seen.of(read.build());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("not an event: " + event, e);
    }
  }
}
