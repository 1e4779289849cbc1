package io.parley.standalone.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.testing.delivery.Place;
import io.parley.testing.delivery.Seen;
import io.parley.testing.delivery.Subprotocol;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the protocol's page says of direct conversations, over real sockets, in both subprotocols,
/// the devices of each user on different edges.
class TwoUsersTwoDevicesIT {
  private static MessageSystem system;
  private static final HttpClient http = HttpClient.newHttpClient();
  private static People people;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    system = new MessageSystem(folder, MessageSystem.Layout.APART, Map.of());
    people = new People(http, system);
  }

  @AfterAll
  static void end() throws IOException {
    http.shutdownNow();
    if (system != null) {
      system.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aMessageReachesEveryDeviceOfBothExceptTheOneThatSentIt(Subprotocol in) throws Exception {
    String alice = user("alice-fan", in);
    String bob = user("bob-fan", in);
    people.create(alice, bob);
    try (TestSocket phone = people.connect(alice, "phone", in, 0);
        TestSocket laptop = people.connect(alice, "laptop", in, 1);
        TestSocket tablet = people.connect(bob, "tablet", in, 0);
        TestSocket desk = people.connect(bob, "desk", in, 1)) {
      JsonObject sent = sendTo(phone, bob, "c1", "hi, \uD83D\uDC4B \"you\"");
      assertEquals("c1", sent.getString("clientMessageId"));
      assertEquals("1", sent.getString("seq"));
      assertEquals(timeOf(sent.getString("messageId")), Instant.parse(sent.getString("at")));
      for (TestSocket other : List.of(laptop, tablet, desk)) {
        JsonObject event = other.next("event");
        assertEquals(
            new Seen(place(sent), alice, "c1", "hi, \uD83D\uDC4B \"you\""),
            FullHistory.seen(event));
        assertEquals(sent.getString("at"), event.getString("at"));
      }
      assertEquals(List.of(), kinds(phone.untilPong(), "event"));

      JsonObject send =
          new JsonObject()
              .put("conversation", sent.getString("conversation"))
              .put("clientMessageId", "c1")
              .put("text", "yo")
              .put("replyTo", sent.getString("messageId"));
      JsonObject reply =
          tablet
              .ask(new JsonObject().put("id", "r").put("send", send).encode())
              .getJsonObject("sent");
      assertEquals(sent.getString("conversation"), reply.getString("conversation"));
      assertEquals("2", reply.getString("seq"));
      assertTrue(id(reply) > id(sent), "ids rise");
      for (TestSocket other : List.of(phone, laptop, desk)) {
        JsonObject event = other.next("event");
        assertEquals(new Seen(place(reply), bob, "c1", "yo"), FullHistory.seen(event));
        assertEquals(
            sent.getString("messageId"), event.getJsonObject("message").getString("replyTo"));
      }
      assertEquals(List.of(), kinds(tablet.untilPong(), "event"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneMayWriteToOneself(Subprotocol in) throws Exception {
    String alice = user("alice-self", in);
    people.create(alice);
    try (TestSocket phone = people.connect(alice, "phone", in, 0);
        TestSocket laptop = people.connect(alice, "laptop", in, 1)) {
      JsonObject sent = sendTo(phone, alice, "c1", "note");
      assertEquals(place(sent), FullHistory.seen(laptop.next("event")).place());
      assertEquals(List.of(), kinds(phone.untilPong(), "event"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void historyIsReadFromBothEndsAndTheListShowsTheHead(Subprotocol in) throws Exception {
    String alice = user("alice-hist", in);
    String bob = user("bob-hist", in);
    people.create(alice, bob);
    try (TestSocket phone = people.connect(alice, "phone", in, 0);
        TestSocket tablet = people.connect(bob, "tablet", in, 1)) {
      List<JsonObject> sent = new ArrayList<>();
      for (int i = 1; i <= 25; i++) {
        sent.add(sendTo(phone, bob, "c" + i, "text " + i));
      }
      JsonObject last = sent.getLast();
      String chat = last.getString("conversation");
      List<Seen> expected =
          sent.stream()
              .map(each ->
                  new Seen(
                      place(each),
                      alice,
                      each.getString("clientMessageId"),
                      "text " + each.getString("seq")))
              .toList();
      assertEquals(expected, FullHistory.forwards(tablet, chat));
      assertEquals(expected, FullHistory.backwards(phone, chat));

      JsonObject oldest = history(tablet, chat, "\"after\":\"0\",\"limit\":10");
      assertEquals(expected.subList(0, 10), FullHistory.events(chat, oldest));
      assertTrue(oldest.getBoolean("more"));
      assertEquals("25", oldest.getJsonObject("head").getString("seq"));
      JsonObject newest = history(tablet, chat, "\"limit\":10");
      assertEquals(expected.subList(15, 25).reversed(), FullHistory.events(chat, newest));
      JsonObject older =
          history(tablet, chat, "\"before\":\"" + id(sent.get(15)) + "\",\"limit\":5");
      assertEquals(expected.subList(10, 15).reversed(), FullHistory.events(chat, older));
      JsonObject nothing = history(tablet, chat, "\"after\":\"" + id(last) + "\",\"limit\":10");
      assertEquals(List.of(), FullHistory.events(chat, nothing));
      assertFalse(nothing.getBoolean("more", false));

      JsonObject item = conversations(tablet).getFirst();
      assertEquals(chat, item.getString("conversation"));
      assertEquals("DIRECT", item.getString("kind"));
      assertEquals(alice, item.getString("name"));
      assertEquals("25", item.getJsonObject("head").getString("seq"));
      assertEquals(expected.getLast(), FullHistory.seen(item.getJsonObject("last")));
    }
  }

  @ParameterizedTest
  @EnumSource
  void marksMoveForwardAndTheOtherMemberIsTold(Subprotocol in) throws Exception {
    String alice = user("alice-mark", in);
    String bob = user("bob-mark", in);
    people.create(alice, bob);
    try (TestSocket phone = people.connect(alice, "phone", in, 0);
        TestSocket tablet = people.connect(bob, "tablet", in, 1)) {
      JsonObject sent = sendTo(phone, bob, "c1", "one");
      sendTo(phone, bob, "c2", "two");
      String chat = sent.getString("conversation");
      mark(tablet, chat, 2, 1, id(sent));
      JsonObject receipt = phone.next("receipt");
      assertEquals(chat, receipt.getString("conversation"));
      assertEquals(bob, receipt.getString("user"));
      assertEquals("2", receipt.getString("delivered"));
      assertEquals("1", receipt.getString("read"));
      mark(tablet, chat, 1, 0, 0);
      JsonObject item = conversations(tablet).getFirst();
      assertEquals("2", item.getString("delivered"));
      assertEquals("1", item.getString("read"));
      assertEquals(Long.toString(id(sent)), item.getString("readMessageId"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aResendIsAnsweredWithTheFirstIds(Subprotocol in) throws Exception {
    String alice = user("alice-twice", in);
    String bob = user("bob-twice", in);
    people.create(alice, bob);
    try (TestSocket phone = people.connect(alice, "phone", in, 0);
        TestSocket laptop = people.connect(alice, "laptop", in, 1)) {
      JsonObject first = sendTo(phone, bob, "c1", "once");
      sendTo(phone, bob, "c2", "next");
      // from the socket that sent it, from another edge, and without the word that it is a resend
      for (TestSocket again : List.of(phone, laptop)) {
        for (String resend : List.of(",\"resend\":true", "")) {
          JsonObject answer =
              again.ask(
                  """
                  {"id":"s","send":{"user":"%s","clientMessageId":"c1","text":"once"%s}}
                  """
                      .formatted(bob, resend));
          assertEquals(place(first), place(answer.getJsonObject("sent")));
        }
      }
      assertEquals(2, FullHistory.forwards(phone, first.getString("conversation")).size());
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoComesBackIsToldWhatMoved(Subprotocol in) throws Exception {
    String alice = user("alice-away", in);
    String bob = user("bob-away", in);
    people.create(alice, bob);
    String token = people.logIn(bob, "tablet").access();
    String since;
    try (TestSocket tablet = people.dial(in, 0)) {
      since = People.welcome(tablet, token, "tablet", "").getString("serverTime");
    }
    try (TestSocket phone = people.connect(alice, "phone", in, 1);
        TestSocket tablet = people.dial(in, 1)) {
      sendTo(phone, bob, "c1", "one");
      JsonObject sent = sendTo(phone, bob, "c2", "two");
      JsonObject welcome = People.welcome(tablet, token, "tablet", ",\"since\":\"" + since + "\"");
      JsonObject moved = welcome.getJsonObject("moved").getJsonArray("items").getJsonObject(0);
      assertEquals(sent.getString("conversation"), moved.getString("conversation"));
      assertEquals("2", moved.getJsonObject("head").getString("seq"));
      assertEquals(sent.getString("messageId"), moved.getJsonObject("head").getString("messageId"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theNewerSocketOfADeviceWinsAlsoOnAnotherEdge(Subprotocol in) throws Exception {
    String alice = user("alice-new", in);
    people.create(alice);
    String token = people.logIn(alice, "phone").access();
    try (TestSocket one = people.dial(in, 0);
        TestSocket two = people.dial(in, 0);
        TestSocket three = people.dial(in, 1)) {
      JsonObject first = People.welcome(one, token, "phone", "");
      JsonObject second = People.welcome(two, token, "phone", "");
      assertNotEquals(first.getString("sessionId"), second.getString("sessionId"));
      assertEquals(4409, one.closeCode());
      People.welcome(three, token, "phone", "");
      assertEquals(4409, two.closeCode());
      three.untilPong();
    }
  }

  private static String user(String name, Subprotocol in) {
    return name + "." + in.name().toLowerCase(Locale.ROOT);
  }

  private static JsonObject sendTo(TestSocket socket, String user, String id, String text)
      throws InterruptedException {
    JsonObject send =
        new JsonObject().put("user", user).put("clientMessageId", id).put("text", text);
    JsonObject answer = socket.ask(new JsonObject().put("id", "s" + id).put("send", send).encode());
    assertTrue(answer.containsKey("sent"), answer::encode);
    return answer.getJsonObject("sent");
  }

  private static JsonObject history(TestSocket socket, String conversation, String members)
      throws InterruptedException {
    return socket
        .ask(
            """
            {"id":"h","history":{"conversation":"%s",%s}}
            """
                .formatted(conversation, members))
        .getJsonObject("page");
  }

  private static List<JsonObject> conversations(TestSocket socket) throws InterruptedException {
    return socket
        .ask("{\"id\":\"l\",\"conversations\":{\"limit\":50}}")
        .getJsonObject("conversations")
        .getJsonArray("items")
        .stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  private static void mark(
      TestSocket socket, String conversation, int delivered, int read, long readMessageId) {
    socket.say(
        """
        {"mark":{"conversation":"%s","delivered":"%d","read":"%d","readMessageId":"%d"}}
        """
            .formatted(conversation, delivered, read, readMessageId));
  }

  private static List<JsonObject> kinds(List<JsonObject> frames, String kind) {
    return frames.stream().filter(frame -> frame.containsKey(kind)).toList();
  }

  private static Place place(JsonObject sent) {
    return new Place(
        sent.getString("conversation"), Long.parseLong(sent.getString("seq")), id(sent));
  }

  private static long id(JsonObject sent) {
    return Long.parseLong(sent.getString("messageId"));
  }

  /// The page's own rule: 41 bits of milliseconds above 22 others.
  private static Instant timeOf(String messageId) {
    return Instant.parse("2024-01-01T00:00:00Z").plusMillis(Long.parseLong(messageId) >>> 22);
  }
}
