package io.parley.standalone.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.testing.Eventually;
import io.parley.testing.delivery.Subprotocol;
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
  private static final int FLOOD = 300;

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
      // the log's clock is that of this machine, and nobody steps it
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
  void aGroupThatIsFloodedSaysSoAndOthersDoNotNotice() throws Exception {
    try (Team team = new Team(people, "hot", Subprotocol.JSON)) {
      String frame =
          """
          {"id":"%d","send":{"conversation":"%s","clientMessageId":"flood-%d","text":"again"}}
          """;
      for (int i = 0; i < FLOOD; i++) {
        team.phone.sayText(frame.formatted(i, team.group, i));
      }
      JsonObject other =
          new JsonObject()
              .put("user", team.name("bob"))
              .put("clientMessageId", "other")
              .put("text", "hi");
      assertTrue(Talk.askOnce(team.carol, "send", other).containsKey("sent"));
      List<Integer> refused = new ArrayList<>();
      int sent = 0;
      for (int i = 0; i < FLOOD; i++) {
        JsonObject answer = team.phone.next(Set.of("sent", "error"));
        JsonObject error = answer.getJsonObject("error");
        if (error == null) {
          sent++;
        } else {
          assertEquals("RATE_LIMITED", error.getString("code"), answer::encode);
          assertTrue(error.getInteger("retryAfterMs", 0) > 0, answer::encode);
          refused.add(Integer.valueOf(answer.getString("re")));
        }
      }
      assertTrue(sent >= 100, "the first are taken: " + sent);
      assertFalse(refused.isEmpty());
      int one = refused.getLast();
      assertTrue(team.phone.ask(frame.formatted(one, team.group, one)).containsKey("sent"));
      assertEquals(sent + 2, FullHistory.forwards(team.bob, team.group).size());
    }
  }

  private static void saysAtOnce(TestSocket socket, String group, String text)
      throws InterruptedException {
    JsonObject answer = Talk.askOnce(socket, "send", GroupsIT.message(group, text));
    assertTrue(answer.containsKey("sent"), answer::encode);
  }
}
