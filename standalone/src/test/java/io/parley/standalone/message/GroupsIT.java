package io.parley.standalone.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.testing.delivery.Seen;
import io.parley.testing.delivery.Subprotocol;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the protocol's page says of groups and their members, over real sockets, members and the
/// devices of one member on different edges.
class GroupsIT {
  private static MessageSystem system;
  private static final HttpClient http = HttpClient.newHttpClient();
  private static People people;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    system =
        new MessageSystem(
            folder,
            MessageSystem.Layout.APART,
            Map.of(
                "PARLEY_EDGE_LIMITS_SENDS_PER_SECOND", "1000",
                "PARLEY_EDGE_LIMITS_SENDS_BURST", "1000"));
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
  void aGroupIsMadeOnceAndAllItsMembersTalk(Subprotocol in) throws Exception {
    String suffix = ".make." + in.name().toLowerCase(Locale.ROOT);
    String alice = "alice" + suffix;
    String bob = "bob" + suffix;
    String carol = "carol" + suffix;
    people.create(alice, bob, carol);
    try (TestSocket phone = people.connect(alice, "phone", in, 0);
        TestSocket laptop = people.connect(alice, "laptop", in, 1);
        TestSocket tablet = people.connect(bob, "tablet", in, 1);
        TestSocket desk = people.connect(carol, "desk", in, 0)) {
      JsonObject wanted =
          new JsonObject()
              .put("name", "Team \uD83D\uDC4B")
              .put("description", "all of us")
              .put("members", new JsonArray(List.of(bob, carol)))
              .put("clientMessageId", "make-it");
      JsonObject made = Talk.change(phone, "createGroup", wanted);
      String group = made.getString("conversation");
      assertEquals("1", made.getString("seq"));
      assertEquals("make-it", made.getString("clientMessageId"));
      JsonObject created = Talk.allHear("created", laptop, tablet, desk);
      assertEquals("GROUP", created.getString("kind"));
      assertEquals("Team \uD83D\uDC4B", created.getString("name"));
      assertEquals(List.of(alice, bob, carol), Talk.values(created, "members"));
      assertEquals(made, Talk.change(phone, "createGroup", wanted), "the same request again");

      JsonObject info = Talk.info(tablet, group);
      assertEquals("GROUP", info.getString("kind"));
      assertEquals("all of us", info.getString("description"));
      assertEquals(3, info.getInteger("memberCount"));
      assertEquals("MEMBER", info.getString("role"));
      assertEquals("MEMBER", info.getJsonObject("settings").getString("send"));
      assertEquals("ADMIN", info.getJsonObject("settings").getString("add"));
      assertEquals("CLOSED", info.getJsonObject("settings").getString("access"));
      assertEquals("OWNER", Talk.info(phone, group).getString("role"));
      assertEquals(
          List.of(alice + ":OWNER", bob + ":MEMBER", carol + ":MEMBER"),
          Talk.members(desk, Talk.in(group).put("limit", 2)));

      JsonObject said = Talk.say(tablet, group, "hi, all");
      JsonObject message = Talk.allHear("message", phone, laptop, desk);
      assertEquals("hi, all", message.getString("text"));
      Talk.silent("event", phone, laptop, tablet, desk);
      List<Seen> timeline = FullHistory.forwards(desk, group);
      assertEquals(List.of(1L, 2L), timeline.stream().map(seen -> seen.place().seq()).toList());
      assertEquals(said.getString("messageId"), "" + timeline.getLast().place().messageId());
      assertEquals(timeline, FullHistory.forwards(laptop, group));
      JsonObject other = Talk.change(phone, "createGroup", new JsonObject().put("name", "mine"));
      assertNotEquals(group, other.getString("conversation"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatAGroupIsCanBeChangedAndAllHearOfIt(Subprotocol in) throws Exception {
    try (Team team = new Team(people, "edit", in)) {
      String group = team.group;
      Talk.change(team.phone, "rename", Talk.in(group).put("name", "renamed"));
      assertEquals("renamed", team.othersHear("renamed").getString("name"));
      Talk.change(team.laptop, "describe", Talk.in(group).put("description", "what for"));
      Talk.hears(team.phone, "described");
      assertEquals(
          "what for", Talk.allHear("described", team.bob, team.carol).getString("description"));
      Talk.change(team.phone, "setPicture", Talk.in(group).put("picture", "pic-1.png"));
      assertEquals("pic-1.png", team.othersHear("pictureSet").getString("picture"));
      JsonObject strict = new JsonObject().put("send", "ADMIN");
      Talk.change(team.phone, "changeSettings", Talk.in(group).put("settings", strict));
      JsonObject settings = team.othersHear("settingsChanged").getJsonObject("settings");
      assertEquals("ADMIN", settings.getString("send"));
      assertEquals("ADMIN", settings.getString("edit"), "all settings are told");

      Talk.refused(team.bob, "send", message(group, "may I?"), "FORBIDDEN");
      Talk.refused(team.bob, "rename", Talk.in(group).put("name", "no"), "FORBIDDEN");
      Talk.say(team.phone, group, "I may");
      team.othersHear("message");

      JsonObject info = Talk.info(team.carol, group);
      assertEquals("renamed", info.getString("name"));
      assertEquals("what for", info.getString("description"));
      assertEquals("pic-1.png", info.getString("picture"));
      assertEquals("ADMIN", info.getJsonObject("settings").getString("send"));
      JsonObject item = Talk.item(team.carol, group);
      assertEquals("renamed", item.getString("name"));
      assertEquals("pic-1.png", item.getString("picture"));
      assertEquals(3, item.getInteger("memberCount"));
      assertEquals("MEMBER", item.getString("role"));
      Talk.change(team.phone, "setPicture", Talk.in(group).put("picture", ""));
      assertEquals("", team.othersHear("pictureSet").getString("picture", ""));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoIsAddedReadsEverythingAndWhoIsRemovedNothingMore(Subprotocol in) throws Exception {
    try (Team team = new Team(people, "go", in);
        TestSocket dave = team.outsider("dave")) {
      String group = team.group;
      Talk.say(team.bob, group, "before");
      Talk.refused(dave, "history", Talk.in(group).put("after", "0"), "FORBIDDEN", "conversation");
      Talk.refused(dave, "info", Talk.in(group), "FORBIDDEN", "conversation");
      Talk.change(team.phone, "addMembers", Talk.users(group, team.name("dave")));
      JsonObject added = Talk.allHear("membersAdded", dave, team.bob);
      assertEquals(List.of(team.name("dave")), Talk.values(added, "users"));
      assertEquals(3, FullHistory.forwards(dave, group).size(), "all, from the beginning");
      assertEquals(List.of("before"), FullHistory.texts(dave, group));
      Talk.say(dave, group, "thanks");
      Talk.hears(team.bob, "message");

      JsonObject removal =
          Talk.change(team.phone, "removeMembers", Talk.users(group, team.name("dave")));
      Talk.hears(team.bob, "membersRemoved");
      Talk.hears(dave, "membersRemoved");
      Talk.say(team.bob, group, "after");
      Talk.change(team.phone, "rename", Talk.in(group).put("name", "without dave"));
      Talk.silent("event", dave);
      List<Seen> read = FullHistory.forwards(dave, group);
      assertEquals(Talk.seq(removal), read.getLast().place().seq());
      assertEquals(List.of("thanks", "before"), FullHistory.texts(dave, group));
      Talk.refused(dave, "send", message(group, "still here?"), "FORBIDDEN", "not a member");
      Talk.refused(dave, "info", Talk.in(group), "FORBIDDEN", "conversation");
      Talk.refused(dave, "members", Talk.in(group), "FORBIDDEN", "conversation");
      JsonObject item = Talk.item(dave, group);
      assertFalse(item.containsKey("role"));
      assertEquals("team", item.getString("name"), "as it was called then");
      assertEquals(removal.getString("seq"), item.getJsonObject("head").getString("seq"));
      assertTrue(item.getJsonObject("last").containsKey("membersRemoved"));

      Talk.change(team.phone, "addMembers", Talk.users(group, team.name("dave")));
      Talk.hears(dave, "membersAdded");
      assertEquals(FullHistory.forwards(team.bob, group), FullHistory.forwards(dave, group));
      assertEquals(List.of("after", "thanks", "before"), FullHistory.texts(dave, group));
      assertEquals("without dave", Talk.item(dave, group).getString("name"));
    }
  }

  @Test
  void whoWasAwayWhileAddedOrRemovedLearnsOfItFromTheWelcome() throws Exception {
    try (Team team = new Team(people, "away", Subprotocol.JSON)) {
      String dave = team.name("dave");
      people.create(dave);
      String token = people.logIn(dave, "phone").access();
      String since;
      try (TestSocket before = people.dial(Subprotocol.JSON, 0)) {
        since = People.welcome(before, token, "phone", "").getString("serverTime");
      }
      Talk.change(team.phone, "addMembers", Talk.users(team.group, dave));
      JsonObject removal = Talk.change(team.phone, "removeMembers", Talk.users(team.group, dave));
      Talk.say(team.bob, team.group, "without dave");
      try (TestSocket phone = people.dial(Subprotocol.JSON, 1)) {
        JsonObject welcome = People.welcome(phone, token, "phone", ",\"since\":\"" + since + "\"");
        JsonObject moved = Talk.objects(welcome.getJsonObject("moved"), "items").getFirst();
        assertEquals(team.group, moved.getString("conversation"));
        assertEquals(removal.getString("seq"), moved.getJsonObject("head").getString("seq"));
      }
    }
  }

  @Test
  void rolesSayWhoMayDoWhat() throws Exception {
    try (Team team = new Team(people, "role", Subprotocol.JSON);
        TestSocket _ = team.outsider("dave")) {
      String group = team.group;
      String dave = team.name("dave");
      JsonObject addDave = Talk.users(group, dave);
      Talk.refused(team.bob, "addMembers", addDave, "FORBIDDEN");
      Talk.change(team.phone, "setRole", role(group, team.name("bob"), "ADMIN"));
      JsonObject set = team.othersHear("roleSet");
      assertEquals(team.name("bob"), set.getString("user"));
      assertEquals("ADMIN", set.getString("role"));
      Talk.change(team.bob, "addMembers", addDave);
      Talk.refused(team.bob, "removeMembers", Talk.users(group, team.name("alice")), "FORBIDDEN");
      Talk.refused(team.bob, "setRole", role(group, dave, "ADMIN"), "FORBIDDEN");
      Talk.change(team.bob, "removeMembers", addDave);
      Talk.change(team.phone, "setRole", role(group, team.name("bob"), "MEMBER"));
      Talk.refused(team.bob, "addMembers", addDave, "FORBIDDEN");
      assertEquals(
          List.of(
              team.name("alice") + ":OWNER",
              team.name("bob") + ":MEMBER",
              team.name("carol") + ":MEMBER"),
          Talk.members(team.carol, Talk.in(group)));
    }
  }

  @Test
  void anAdminInheritsFromTheLastOwnerWhoLeavesAndElseTheEldestMember() throws Exception {
    try (Team team = new Team(people, "heir", Subprotocol.JSON)) {
      String group = team.group;
      Talk.change(team.phone, "setRole", role(group, team.name("carol"), "ADMIN"));
      team.othersHear("roleSet");
      Talk.change(team.phone, "leave", Talk.in(group));
      JsonObject gone = team.othersHear("membersRemoved");
      assertEquals(List.of(team.name("alice")), Talk.values(gone, "users"));
      assertEquals(team.name("carol"), gone.getString("owner"));
      assertEquals("OWNER", Talk.info(team.carol, group).getString("role"));
      Talk.change(team.carol, "leave", Talk.in(group));
      assertEquals(
          team.name("bob"),
          Talk.hears(team.bob, "membersRemoved")
              .getJsonObject("membersRemoved")
              .getString("owner"));
      assertEquals("OWNER", Talk.info(team.bob, group).getString("role"));
      Talk.change(team.bob, "leave", Talk.in(group));
      Talk.refused(team.bob, "send", message(group, "alone"), "FORBIDDEN");
      assertEquals(3, FullHistory.forwards(team.phone, group).size(), "up to her own leaving");
    }
  }

  @Test
  void readingIsInStepOnAllDevicesAndToldToTheOthers() throws Exception {
    try (Team team = new Team(people, "read", Subprotocol.JSON)) {
      JsonObject said = Talk.say(team.phone, team.group, "one");
      Talk.say(team.phone, team.group, "two");
      assertEquals(3, unread(Talk.item(team.bob, team.group)));
      team.bob.say(
          """
          {"mark":{"conversation":"%s","delivered":"3","read":"2","readMessageId":"%s"}}
          """
              .formatted(team.group, said.getString("messageId")));
      for (TestSocket member : List.of(team.phone, team.laptop, team.carol)) {
        JsonObject receipt = member.next("receipt");
        assertEquals(team.name("bob"), receipt.getString("user"));
        assertEquals("3", receipt.getString("delivered"));
        assertEquals("2", receipt.getString("read"));
      }
      assertEquals(1, unread(Talk.item(team.bob, team.group)));
      assertEquals(3, unread(Talk.item(team.carol, team.group)), "hers is her own");
    }
  }

  @ParameterizedTest
  @EnumSource
  void howOneKeepsAConversationIsInStepOnAllDevices(Subprotocol in) throws Exception {
    try (Team team = new Team(people, "keep", in)) {
      String group = team.group;
      JsonObject sent =
          Talk.change(
              team.phone,
              "send",
              new JsonObject().put("user", team.name("bob")).put("text", "between us"));
      String chat = sent.getString("conversation");
      Talk.hears(team.laptop, "message");

      done(team.phone, "archive", Talk.in(group).put("archived", true));
      JsonObject flags = team.laptop.next("flags");
      assertEquals(group, flags.getString("conversation"));
      assertTrue(flags.getBoolean("archived"));
      assertEquals(List.of(group), Talk.names(Talk.list(team.laptop, "ARCHIVED")));
      assertEquals(List.of(chat), Talk.names(Talk.list(team.laptop, "NOT_ARCHIVED")));
      assertEquals(2, Talk.list(team.laptop, "").size());
      done(team.laptop, "archive", Talk.in(group).put("archived", false));
      assertFalse(team.phone.next("flags").getBoolean("archived", false));
      assertEquals(List.of(), Talk.list(team.laptop, "ARCHIVED"));

      done(team.phone, "pin", Talk.in(chat).put("pinned", true));
      assertTrue(team.laptop.next("flags").containsKey("pinnedAt"));
      assertEquals(List.of(chat), Talk.names(Talk.list(team.laptop, "PINNED")));
      done(team.phone, "mute", Talk.in(group).put("until", "2100-01-01T00:00:00Z"));
      assertEquals("2100-01-01T00:00:00Z", team.laptop.next("flags").getString("mutedUntil"));
      JsonObject kept = Talk.item(team.laptop, group).getJsonObject("flags");
      assertEquals("2100-01-01T00:00:00Z", kept.getString("mutedUntil"));

      done(team.phone, "draft", Talk.in(group).put("text", "I was going to say"));
      JsonObject draft = team.laptop.next("draft");
      assertEquals(group, draft.getString("conversation"));
      assertEquals("I was going to say", draft.getString("text"));
      assertEquals(
          "I was going to say",
          Talk.item(team.laptop, group).getJsonObject("draft").getString("text"));
      done(team.laptop, "draft", Talk.in(group));
      assertEquals("", team.phone.next("draft").getString("text", ""));
      JsonObject none = Talk.item(team.phone, group).getJsonObject("draft", new JsonObject());
      assertEquals("", none.getString("text", ""));
      Talk.silent("flags", team.bob, team.carol);
    }
  }

  static JsonObject message(String conversation, String text) {
    return Talk.in(conversation).put("clientMessageId", text).put("text", text);
  }

  static JsonObject role(String conversation, String user, String role) {
    return Talk.in(conversation).put("user", user).put("role", role);
  }

  private static void done(TestSocket socket, String kind, JsonObject body)
      throws InterruptedException {
    JsonObject answer = Talk.ask(socket, kind, body);
    assertTrue(answer.containsKey("done"), () -> kind + ": " + answer.encode());
  }

  private static long unread(JsonObject item) {
    return Talk.seq(item.getJsonObject("head")) - Long.parseLong(item.getString("read", "0"));
  }
}
