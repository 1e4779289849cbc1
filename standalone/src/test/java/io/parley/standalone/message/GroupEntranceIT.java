package io.parley.standalone.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.ids.SnowflakeLayout;
import io.parley.testing.Eventually;
import io.parley.testing.delivery.Subprotocol;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How one comes into a group who is not added, and what holds up those who talk too fast in one.
class GroupEntranceIT {
  /// Of a group of three (docs/groups.md).
  private static final int EVENTS_A_SECOND = 128;

  private static final int WAVES = 3;
  private static final int WAVE = 300;

  /// Messages elsewhere after each wave.
  private static final int TALKS = 7;

  /// How many times longer one of them may wait than the slowest before the flood.
  private static final int SLOWER_MAX = 20;

  /// The log has four partitions.
  private static final int NEIGHBOURS_MAX = 100;

  private static MessageSystem system;
  private static final HttpClient http = HttpClient.newHttpClient();
  private static People people;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    system =
        new MessageSystem(
            folder,
            MessageSystem.Layout.TOGETHER,
            Map.of(
                "PARLEY_EDGE_LIMITS_SENDS_PER_SECOND", "1000",
                "PARLEY_EDGE_LIMITS_SENDS_BURST", "1000",
                "PARLEY_EDGE_LIMITS_FRAMES_PER_SECOND", "1000",
                "PARLEY_EDGE_LIMITS_IN_FLIGHT_MAX", "1000"));
    people = new People(http, system);
  }

  @AfterAll
  static void end() throws IOException {
    http.shutdownNow();
    if (system != null) {
      system.close();
    }
  }

  @Test
  void aLinkLetsInWhoHasItUntilItIsRevoked() throws Exception {
    try (Team team = new Team(people, "link", Subprotocol.JSON);
        TestSocket erin = team.outsider("erin");
        TestSocket frank = team.outsider("frank")) {
      String group = team.group;
      JsonObject sent = Talk.change(team.phone, "createLink", Talk.in(group));
      String link = sent.getString("link");
      assertTrue(link.startsWith(group + "."), link);
      JsonObject told = team.othersHear("linkCreated");
      String linkId = told.getString("linkId");
      String secret = link.substring(group.length() + 1);
      assertFalse(told.encode().contains(secret), "members are not told the secret");

      Talk.change(erin, "join", new JsonObject().put("link", link));
      JsonObject added = Talk.allHear("membersAdded", team.phone, team.laptop, team.bob);
      assertEquals(List.of(team.name("erin")), Talk.values(added, "users"));
      assertEquals(linkId, added.getString("linkId"));
      Talk.say(erin, group, "here I am");
      JsonObject again = new JsonObject().put("link", link).put("clientMessageId", "again");
      Talk.refused(erin, "join", again, "CONFLICT", "member already");

      JsonObject shown = Talk.objects(Talk.info(team.phone, group), "links").getFirst();
      assertEquals(link, shown.getString("link"));
      assertEquals(linkId, shown.getString("linkId"));
      assertEquals(team.name("alice"), shown.getString("creator"));
      assertEquals(List.of(), Talk.objects(Talk.info(team.bob, group), "links"));

      Talk.change(team.phone, "revokeLink", Talk.in(group).put("linkId", linkId));
      Talk.refused(frank, "join", new JsonObject().put("link", link), "NOT_FOUND", "link");
      Talk.refused(
          team.phone,
          "revokeLink",
          Talk.in(group).put("linkId", linkId),
          "NOT_FOUND",
          "revokeLink");
      assertEquals(4, Talk.info(team.phone, group).getInteger("memberCount"));
    }
  }

  @Test
  void aLinkThatHasExpiredLetsNobodyIn() throws Exception {
    try (Team team = new Team(people, "late", Subprotocol.JSON);
        TestSocket erin = team.outsider("erin")) {
      // the clock that the broker goes by, on the same machine: a link ends by the log's time
      Instant expires = Instant.now().plusSeconds(3);
      JsonObject wanted = Talk.in(team.group).put("expiresAt", expires.toString());
      String link = Talk.change(team.phone, "createLink", wanted).getString("link");
      Eventually.eventually(
          Duration.ofSeconds(10), () -> assertTrue(Instant.now().isAfter(expires.plusMillis(100))));
      Talk.refused(erin, "join", new JsonObject().put("link", link), "NOT_FOUND", "expired");
      Talk.refused(
          team.phone,
          "createLink",
          Talk.in(team.group).put("expiresAt", expires.toString()),
          "INVALID",
          "expiresAt");
    }
  }

  @Test
  void whoAsksIsLetInWhenSomebodyWhoMayApproves() throws Exception {
    try (Team team = new Team(people, "ask", Subprotocol.JSON);
        TestSocket erin = team.outsider("erin");
        TestSocket frank = team.outsider("frank")) {
      String group = team.group;
      JsonObject byHand = Talk.in(group).put("approval", true);
      String link = Talk.change(team.phone, "createLink", byHand).getString("link");
      team.othersHear("linkCreated");
      Talk.change(erin, "join", new JsonObject().put("link", link));
      JsonObject request = Talk.hears(team.bob, "joinRequested");
      assertEquals(team.name("erin"), request.getString("sender"));
      Talk.refused(erin, "send", GroupsIT.message(group, "am I in?"), "FORBIDDEN");
      JsonObject again = new JsonObject().put("link", link).put("clientMessageId", "again");
      Talk.refused(erin, "join", again, "CONFLICT");
      Talk.change(frank, "join", new JsonObject().put("link", link));
      Talk.hears(team.bob, "joinRequested");
      assertEquals(
          List.of(team.name("erin"), team.name("frank")),
          Talk.objects(Talk.info(team.phone, group), "requests").stream()
              .map(each -> each.getString("user"))
              .toList());
      assertEquals(List.of(), Talk.objects(Talk.info(team.bob, group), "requests"));

      JsonObject yes = Talk.users(group, team.name("erin")).put("approve", true);
      Talk.refused(team.bob, "answerRequests", yes, "FORBIDDEN");
      Talk.change(team.phone, "answerRequests", yes);
      Talk.allHear("membersAdded", team.bob, erin);
      Talk.say(erin, group, "thank you");
      Talk.hears(team.bob, "message");
      Talk.change(team.phone, "answerRequests", Talk.users(group, team.name("frank")));
      JsonObject declined = Talk.hears(team.bob, "requestsDeclined");
      assertEquals(
          List.of(team.name("frank")),
          Talk.values(declined.getJsonObject("requestsDeclined"), "users"));
      Talk.refused(frank, "send", GroupsIT.message(group, "am I in?"), "FORBIDDEN");
      assertEquals(List.of(), Talk.objects(Talk.info(team.phone, group), "requests"));
      Talk.refused(team.phone, "answerRequests", yes.copy(), "NOT_FOUND", team.name("erin"));
    }
  }

  @Test
  void aGroupMayBeAskedByAnybodyWhereItSaysSo() throws Exception {
    try (Team team = new Team(people, "open", Subprotocol.JSON);
        TestSocket erin = team.outsider("erin")) {
      String group = team.group;
      Talk.refused(erin, "join", Talk.in(group), "FORBIDDEN");
      JsonObject access = new JsonObject().put("access", "BY_REQUEST");
      Talk.change(team.phone, "changeSettings", Talk.in(group).put("settings", access));
      team.othersHear("settingsChanged");
      Talk.change(erin, "join", Talk.in(group));
      team.bob.untilPong();
      // who adds somebody who asked has answered
      Talk.change(team.phone, "addMembers", Talk.users(group, team.name("erin")));
      Talk.hears(erin, "membersAdded");
      assertEquals(List.of(), Talk.objects(Talk.info(team.phone, group), "requests"));
    }
  }

  @Test
  void slowModeMakesMembersWaitAndNotThoseWhoLead() throws Exception {
    try (Team team = new Team(people, "slow", Subprotocol.JSON)) {
      String group = team.group;
      JsonObject slow = new JsonObject().put("slowMode", new JsonObject().put("seconds", 60));
      Talk.change(team.phone, "changeSettings", Talk.in(group).put("settings", slow));
      saysAtOnce(team.bob, group, "one");
      JsonObject error =
          Talk.refused(team.bob, "send", GroupsIT.message(group, "two"), "RATE_LIMITED");
      int wait = error.getInteger("retryAfterMs");
      assertTrue(wait > 1_000 && wait <= 60_000, "wait for " + wait + " ms");
      saysAtOnce(team.carol, group, "mine is another clock");
      saysAtOnce(team.phone, group, "I lead");
      saysAtOnce(team.phone, group, "and may");
      JsonObject off = new JsonObject().put("slowMode", new JsonObject());
      Talk.change(team.phone, "changeSettings", Talk.in(group).put("settings", off));
      saysAtOnce(team.bob, group, "three");
    }
  }

  @Test
  void aGroupThatIsFloodedSaysSoAndAnotherOfItsPartitionIsHardlySlower() throws Exception {
    try (Team team = new Team(people, "hot", Subprotocol.JSON)) {
      String other = neighbour(team);
      Duration before = slowest(team.carol, other, WAVES * TALKS);
      Duration during = Duration.ZERO;
      for (int wave = 0; wave < WAVES; wave++) {
        for (int i = 0; i < WAVE; i++) {
          team.phone.sayText(flood(team.group, wave * WAVE + i));
        }
        Duration slowest = slowest(team.carol, other, TALKS);
        during = slowest.compareTo(during) > 0 ? slowest : during;
      }
      assertTrue(
          during.compareTo(before.multipliedBy(SLOWER_MAX)) <= 0,
          "before: %s, beside a flood: %s".formatted(before, during));

      List<Integer> refused = refusedOfFlood(team.phone);
      assertFalse(refused.isEmpty());
      List<Instant> stored = messageTimes(team.bob, team.group);
      assertEquals(WAVES * WAVE - refused.size() + 1, stored.size());
      for (int i = EVENTS_A_SECOND; i < stored.size(); i++) {
        Duration took = Duration.between(stored.get(i - EVENTS_A_SECOND), stored.get(i));
        assertTrue(took.toMillis() >= 1_000, EVENTS_A_SECOND + " within " + took);
      }
      JsonObject again = team.phone.ask(flood(team.group, refused.getLast()));
      assertTrue(again.containsKey("sent"), again::encode);
    }
  }

  private static String flood(String group, int number) {
    return """
    {"id":"%d","send":{"conversation":"%s","clientMessageId":"flood-%d","text":"again"}}
    """
        .formatted(number, group, number);
  }

  /// A group without alice which the same router decides, from the same part of the log: the worker
  /// bits of an id name it.
  private static String neighbour(Team team) throws InterruptedException {
    int partition = partition(Talk.say(team.bob, team.group, "first"));
    JsonObject wanted =
        new JsonObject()
            .put("name", "beside")
            .put("members", new JsonArray(List.of(team.name("bob"))));
    for (int attempt = 0; attempt < NEIGHBOURS_MAX; attempt++) {
      JsonObject made = Talk.change(team.carol, "createGroup", wanted);
      if (partition(made) == partition) {
        return made.getString("conversation");
      }
    }
    throw new AssertionError("no group in partition " + partition);
  }

  private static int partition(JsonObject sent) {
    return SnowflakeLayout.worker(Long.parseLong(sent.getString("messageId")));
  }

  /// The longest that one of so many messages, one after another, waited for its `sent`.
  private static Duration slowest(TestSocket socket, String group, int messages)
      throws InterruptedException {
    Duration slowest = Duration.ZERO;
    for (int i = 0; i < messages; i++) {
      long began = System.nanoTime();
      JsonObject message = Talk.in(group).put("text", "hi").put("clientMessageId", "talk-" + began);
      JsonObject answer = Talk.askOnce(socket, "send", message);
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      assertTrue(answer.containsKey("sent"), answer::encode);
      slowest = took.compareTo(slowest) > 0 ? took : slowest;
    }
    return slowest;
  }

  /// The numbers of those that were not taken.
  private static List<Integer> refusedOfFlood(TestSocket phone) throws InterruptedException {
    List<Integer> refused = new ArrayList<>();
    for (int i = 0; i < WAVES * WAVE; i++) {
      JsonObject answer = phone.next(Set.of("sent", "error"));
      JsonObject error = answer.getJsonObject("error");
      if (error != null) {
        assertEquals("RATE_LIMITED", error.getString("code"), answer::encode);
        assertTrue(error.getString("message").contains("conversation"), answer::encode);
        assertTrue(error.getInteger("retryAfterMs", 0) > 0, answer::encode);
        refused.add(Integer.valueOf(answer.getString("re")));
      }
    }
    return refused;
  }

  /// When the log took each message of a conversation, oldest first.
  private static List<Instant> messageTimes(TestSocket socket, String group)
      throws InterruptedException {
    List<Instant> times = new ArrayList<>();
    String after = "0";
    JsonObject page;
    do {
      JsonObject question = Talk.in(group).put("after", after).put("limit", 200);
      page = Talk.ask(socket, "history", question).getJsonObject("page");
      for (JsonObject event : Talk.objects(page, "events")) {
        after = event.getString("messageId");
        if (event.containsKey("message")) {
          times.add(Instant.parse(event.getString("at")));
        }
      }
    } while (page.getBoolean("more", false));
    return times;
  }

  private static void saysAtOnce(TestSocket socket, String group, String text)
      throws InterruptedException {
    JsonObject answer = Talk.askOnce(socket, "send", GroupsIT.message(group, text));
    assertTrue(answer.containsKey("sent"), answer::encode);
  }
}
