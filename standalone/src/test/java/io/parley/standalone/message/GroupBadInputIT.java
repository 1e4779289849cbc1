package io.parley.standalone.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.protocol.v1.Kind;
import io.parley.testing.delivery.Seen;
import io.parley.testing.delivery.Subprotocol;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What cannot be done with a group or channel is answered with a code and the name of what is at
/// fault; the socket lives, nothing has changed, and no other member notices.
class GroupBadInputIT {
  private static final int MEMBERS_MAX = 1024;
  private static final int ACCOUNTS_AT_ONCE = 8;
  private static final String UNKNOWN = "AAAAAAAAAAAAAAAAAAAAAA";

  /// Of one user.
  private static final int CHANNELS_MAX = 500;

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
                "PARLEY_EDGE_LIMITS_BAD_FRAMES_PER_MINUTE", "1000"));
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
  void aGroupThatCannotBeMadeIsNot() throws Exception {
    try (Team team = new Team(people, "make", Subprotocol.JSON)) {
      String bob = team.name("bob");
      String carol = team.name("carol");
      Wrong.check(
          team.phone,
          List.of(
              group("", bob, "INVALID", "createGroup.name"),
              group("x".repeat(129), bob, "INVALID", "createGroup.name"),
              group("a\u0007b", bob, "INVALID", "createGroup.name"),
              group("ok", "Bob!", "INVALID", "createGroup.members"),
              group("ok", "nobody.here", "NOT_FOUND", "createGroup.members", "nobody.here"),
              Wrong.of(
                  "createGroup",
                  named("ok", bob, carol, bob),
                  "INVALID",
                  "createGroup.members",
                  bob,
                  "once"),
              Wrong.of(
                  "createGroup",
                  named("ok", manyNames(MEMBERS_MAX)),
                  "TOO_LARGE",
                  "createGroup.members",
                  "1024"),
              Wrong.of(
                  "createGroup",
                  named("ok", bob).put("description", "x".repeat(1025)),
                  "INVALID",
                  "createGroup.description"),
              Wrong.of(
                  "createGroup",
                  named("ok", bob).put("clientMessageId", "x".repeat(65)),
                  "INVALID",
                  "clientMessageId")));
      assertEquals(List.of(team.group), Talk.names(Talk.list(team.phone, "")));
      assertEquals(List.of(team.group), Talk.names(Talk.list(team.bob, "")));
      Talk.silent("event", team.bob, team.carol);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GROUP", "CHANNEL"})
  void whatDoesNotFitChangesNothing(Kind kind) throws Exception {
    try (Team team = new Team(people, "fit", Subprotocol.JSON, kind);
        TestSocket _ = team.outsider("dave")) {
      List<Seen> before = FullHistory.forwards(team.bob, team.group);
      Wrong.check(team.phone, whatFitsNeither(team));
      Wrong.check(
          team.phone,
          kind == Kind.GROUP ? whatDoesNotFitAGroup(team) : whatDoesNotFitAChannel(team));
      nothingHasChanged(team, before);
    }
  }

  private static List<Wrong> whatFitsNeither(Team team) {
    String group = team.group;
    String alice = team.name("alice");
    String bob = team.name("bob");
    String dave = team.name("dave");
    return List.of(
        users("addMembers", group, "NOT_FOUND", "addMembers.users", "nobody.here"),
        Wrong.of(
            "addMembers",
            Talk.users(group, dave, "nobody.here"),
            "NOT_FOUND",
            "addMembers.users",
            "nobody.here"),
        Wrong.of(
            "addMembers",
            Talk.users(group, dave, bob),
            "CONFLICT",
            "addMembers.users",
            bob,
            "member already"),
        Wrong.of("addMembers", Talk.users(group, dave, dave), "INVALID", "addMembers.users", dave),
        Wrong.of("addMembers", Talk.in(group), "INVALID", "addMembers.users"),
        Wrong.of("addMembers", Talk.users(group, longNames(300)), "TOO_LARGE", "addMembers.users"),
        Wrong.of(
            "removeMembers",
            Talk.users(group, bob, dave),
            "NOT_FOUND",
            "removeMembers.users",
            dave),
        Wrong.of(
            "removeMembers", Talk.users(group, alice), "INVALID", "removeMembers.users", "leave"),
        role(group, dave, "ADMIN", "NOT_FOUND", dave),
        role(group, bob, "MEMBER", "CONFLICT", bob),
        role(group, alice, "MEMBER", "CONFLICT", "last owner"),
        role(group, bob, "ROLE_UNSPECIFIED", "INVALID", "setRole.role"),
        role(group, "nobody.here", "ADMIN", "NOT_FOUND", "nobody.here"),
        text("rename", "name", "", "INVALID", "rename.name", group),
        text("rename", "name", "x".repeat(129), "INVALID", "rename.name", group),
        text("rename", "name", "team", "CONFLICT", "", group),
        text("describe", "description", "x".repeat(1025), "INVALID", "describe", group),
        text("setPicture", "picture", "a/b", "INVALID", "setPicture.picture", group),
        settings(
            group,
            new JsonObject().put("slowMode", new JsonObject().put("seconds", 86_401)),
            "INVALID",
            "slowMode"),
        text("revokeLink", "linkId", "AAAAAAAAAAAA", "NOT_FOUND", "revokeLink", group));
  }

  private static List<Wrong> whatDoesNotFitAGroup(Team team) {
    String group = team.group;
    String bob = team.name("bob");
    return List.of(
        settings(group, new JsonObject().put("access", "OPEN"), "INVALID", "access"),
        settings(group, new JsonObject().put("send", "MEMBER"), "CONFLICT", ""),
        Wrong.of("ban", Talk.users(group, bob), "UNSUPPORTED"),
        Wrong.of("unban", Talk.users(group, bob), "UNSUPPORTED"),
        users("answerRequests", group, "NOT_FOUND", "answerRequests.users", team.name("dave")));
  }

  private static List<Wrong> whatDoesNotFitAChannel(Team team) {
    String channel = team.group;
    String alice = team.name("alice");
    return List.of(
        settings(channel, new JsonObject().put("access", "BY_REQUEST"), "INVALID", "access"),
        settings(channel, new JsonObject().put("send", "MEMBER"), "INVALID", "send"),
        settings(channel, new JsonObject().put("send", "ADMIN"), "CONFLICT", ""),
        Wrong.of("ban", Talk.users(channel, alice), "INVALID", "ban.users", "yourself"),
        users("ban", channel, "NOT_FOUND", "ban.users", "nobody.here"),
        users("unban", channel, "NOT_FOUND", "unban.users", team.name("bob")),
        Wrong.of("createLink", Talk.in(channel).put("approval", true), "UNSUPPORTED"),
        Wrong.of("answerRequests", Talk.users(channel, team.name("dave")), "UNSUPPORTED"));
  }

  @ParameterizedTest
  @EnumSource(names = {"GROUP", "CHANNEL"})
  void whatIsAboveOnesRoleChangesNothing(Kind kind) throws Exception {
    try (Team team = new Team(people, "above", Subprotocol.JSON, kind);
        TestSocket dave = team.outsider("dave")) {
      String group = team.group;
      List<Seen> before = FullHistory.forwards(team.bob, group);
      JsonObject addDave = Talk.users(group, team.name("dave"));
      JsonObject settings = new JsonObject().put("edit", "OWNER");
      List<Wrong> forbidden = new ArrayList<>();
      forbidden.add(Wrong.forbidden("addMembers", addDave));
      forbidden.add(Wrong.forbidden("removeMembers", Talk.users(group, team.name("bob"))));
      forbidden.add(Wrong.forbidden("rename", Talk.in(group).put("name", "mine")));
      forbidden.add(Wrong.forbidden("describe", Talk.in(group).put("description", "mine")));
      forbidden.add(Wrong.forbidden("setPicture", Talk.in(group).put("picture", "mine")));
      forbidden.add(Wrong.forbidden("changeSettings", Talk.in(group).put("settings", settings)));
      forbidden.add(Wrong.forbidden("setRole", GroupsIT.role(group, team.name("carol"), "OWNER")));
      forbidden.add(Wrong.forbidden("createLink", Talk.in(group)));
      forbidden.add(Wrong.forbidden("revokeLink", Talk.in(group).put("linkId", "AAAAAAAAAAAA")));
      if (kind == Kind.GROUP) {
        forbidden.add(Wrong.forbidden("answerRequests", addDave));
      } else {
        forbidden.add(Wrong.forbidden("send", GroupsIT.message(group, "me too")));
        forbidden.add(Wrong.forbidden("ban", Talk.users(group, team.name("bob"))));
        forbidden.add(Wrong.forbidden("unban", Talk.users(group, team.name("bob"))));
        forbidden.add(Wrong.forbidden("members", Talk.in(group).put("banned", true)));
      }
      Wrong.check(team.carol, forbidden);

      forbidden.add(Wrong.forbidden("leave", Talk.in(group)));
      forbidden.add(Wrong.forbidden("join", Talk.in(group)));
      forbidden.add(Wrong.forbidden("send", GroupsIT.message(group, "let me in")));
      forbidden.add(Wrong.forbidden("history", Talk.in(group).put("after", "0")));
      forbidden.add(Wrong.forbidden("info", Talk.in(group)));
      forbidden.add(Wrong.forbidden("members", Talk.in(group)));
      forbidden.add(Wrong.forbidden("archive", Talk.in(group).put("archived", true)));
      forbidden.add(Wrong.forbidden("draft", Talk.in(group).put("text", "let me in")));
      Wrong.check(dave, forbidden);
      nothingHasChanged(team, before);
      assertEquals(List.of(), Talk.list(dave, ""));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GROUP", "CHANNEL"})
  void thoseThatAreNoneAndFramesThatAreNotForThem(Kind kind) throws Exception {
    try (Team team = new Team(people, "none", Subprotocol.JSON, kind);
        TestSocket dave = team.outsider("dave")) {
      List<Seen> before = FullHistory.forwards(team.bob, team.group);
      String prefix = team.group.substring(0, 2);
      String unknown = prefix + UNKNOWN;
      String chat =
          Talk.change(
                  team.carol,
                  "send",
                  new JsonObject().put("user", team.name("bob")).put("text", "hi"))
              .getString("conversation");
      Talk.hears(team.bob, "message");
      List<Wrong> table = new ArrayList<>();
      for (String conversation :
          List.of(unknown, prefix + "short", "u:" + team.name("carol"), "what")) {
        table.add(
            Wrong.of(
                "rename", Talk.in(conversation).put("name", "x"), "NOT_FOUND", "conversation"));
        table.add(
            Wrong.of("send", GroupsIT.message(conversation, "x"), "NOT_FOUND", "conversation"));
        table.add(
            Wrong.of(
                "history", Talk.in(conversation).put("after", "0"), "NOT_FOUND", "conversation"));
        table.add(Wrong.of("info", Talk.in(conversation), "NOT_FOUND", "conversation"));
        table.add(Wrong.of("leave", Talk.in(conversation), "NOT_FOUND", "conversation"));
      }
      for (String request : List.of("addMembers", "removeMembers", "ban")) {
        table.add(Wrong.of(request, Talk.users(chat, team.name("alice")), "UNSUPPORTED", "direct"));
      }
      for (String request : List.of("leave", "info", "members", "createLink")) {
        table.add(Wrong.of(request, Talk.in(chat), "UNSUPPORTED", "direct"));
      }
      for (String link : List.of("what", unknown, unknown + ".x", chat + "." + UNKNOWN)) {
        table.add(Wrong.of("join", new JsonObject().put("link", link), "INVALID", "join.link"));
      }
      table.add(Wrong.of("join", new JsonObject(), "INVALID", "join"));
      table.add(
          Wrong.of("join", new JsonObject().put("link", unknown + "." + UNKNOWN), "NOT_FOUND"));
      Wrong.check(team.carol, table);
      String guessed = team.group + "." + UNKNOWN;
      Wrong.check(
          dave,
          List.of(Wrong.of("join", new JsonObject().put("link", guessed), "NOT_FOUND", "link")));
      nothingHasChanged(team, before);
    }
  }

  @Test
  void somebodyIsInSoManyChannelsAndNoMore() throws Exception {
    people.create("full", "other", "third");
    try (TestSocket full = people.connect("full", "phone", Subprotocol.JSON, 0);
        TestSocket other = people.connect("other", "phone", Subprotocol.JSON, 0)) {
      JsonObject made = Talk.change(full, "createChannel", channel("first"));
      for (int i = 1; i < CHANNELS_MAX; i++) {
        Talk.change(full, "createChannel", channel("c" + i));
      }
      Talk.refused(
          full, "createChannel", channel("beyond"), "TOO_LARGE", "createChannel", "500 channels");
      assertEquals(
          made, Talk.change(full, "createChannel", channel("first")), "it was made already");

      String channel =
          Talk.change(other, "createChannel", channel("open").put("access", "OPEN"))
              .getString("conversation");
      Talk.refused(full, "join", Talk.in(channel), "TOO_LARGE", "join", "500 channels");
      Talk.refused(
          other,
          "addMembers",
          Talk.users(channel, "third", "full"),
          "TOO_LARGE",
          "addMembers.users",
          "full is in 500 channels");
      assertEquals(List.of("other:OWNER"), Talk.members(other, Talk.in(channel)), "all or none");
      Talk.change(full, "leave", Talk.in(made.getString("conversation")));
      Talk.change(other, "addMembers", Talk.users(channel, "third", "full"));
      assertEquals(
          List.of("other:OWNER", "third:MEMBER", "full:MEMBER"),
          Talk.members(other, Talk.in(channel)));
    }
  }

  private static JsonObject channel(String name) {
    return new JsonObject().put("name", name).put("clientMessageId", name);
  }

  @Test
  void aGroupTakesSoManyLinksAndNoMore() throws Exception {
    try (Team team = new Team(people, "links", Subprotocol.JSON)) {
      for (int i = 0; i < 16; i++) {
        Talk.change(team.phone, "createLink", Talk.in(team.group));
      }
      Talk.refused(team.phone, "createLink", Talk.in(team.group), "CONFLICT", "16");
      assertEquals(16, Talk.objects(Talk.info(team.phone, team.group), "links").size());
    }
  }

  @Test
  void aGroupTakesSoManyMembersAndAllOrNone() throws Exception {
    String[] users =
        IntStream.range(0, MEMBERS_MAX + 6).mapToObj(i -> "many." + i).toArray(String[]::new);
    createAll(users);
    try (Team team = new Team(people, "many", Subprotocol.JSON);
        TestSocket phone = people.connect("many.0", "phone", Subprotocol.JSON, 0);
        TestSocket late = people.connect("many.1026", "phone", Subprotocol.JSON, 0)) {
      int first = MEMBERS_MAX - 4;
      String group =
          Talk.change(phone, "createGroup", named("many", range(users, 1, first)))
              .getString("conversation");
      assertEquals(first, Talk.info(phone, group).getInteger("memberCount"));
      Talk.refused(
          phone,
          "addMembers",
          Talk.users(group, range(users, first, first + 6)),
          "TOO_LARGE",
          "addMembers.users",
          "6 more",
          "1,020",
          "1,024");
      assertEquals(first, Talk.info(phone, group).getInteger("memberCount"), "all or none");
      Talk.change(phone, "addMembers", Talk.users(group, range(users, first, MEMBERS_MAX)));
      assertEquals(MEMBERS_MAX, Talk.info(phone, group).getInteger("memberCount"));
      assertEquals(MEMBERS_MAX, Talk.members(phone, Talk.in(group).put("limit", 200)).size());
      String link = Talk.change(phone, "createLink", Talk.in(group)).getString("link");
      Talk.refused(late, "join", new JsonObject().put("link", link), "TOO_LARGE");
      Talk.say(phone, group, "all here");
      Talk.silent("event", team.bob);
      assertTrue(Talk.list(late, "").isEmpty());
    }
  }

  /// A few at a time: each takes some milliseconds of a database that agrees with itself.
  private static void createAll(String... users) throws InterruptedException, ExecutionException {
    List<Future<?>> made = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(ACCOUNTS_AT_ONCE)) {
      for (String user : users) {
        made.add(
            threads.submit(() -> {
              people.create(user);
              return user;
            }));
      }
    }
    for (Future<?> each : made) {
      each.get();
    }
  }

  private static void nothingHasChanged(Team team, List<Seen> before) throws InterruptedException {
    Talk.silent("event", team.phone, team.laptop, team.bob, team.carol);
    assertEquals(before, FullHistory.forwards(team.bob, team.group));
    assertEquals(
        List.of(
            team.name("alice") + ":OWNER",
            team.name("bob") + ":MEMBER",
            team.name("carol") + ":MEMBER"),
        Talk.members(team.bob, Talk.in(team.group)));
    assertEquals("team", Talk.info(team.bob, team.group).getString("name"));
  }

  private static JsonObject named(String name, String... members) {
    return new JsonObject().put("name", name).put("members", new JsonArray(List.of(members)));
  }

  private static Wrong group(String name, String member, String code, String... words) {
    return Wrong.of("createGroup", named(name, member), code, words);
  }

  private static Wrong users(String kind, String group, String code, String field, String user) {
    return Wrong.of(kind, Talk.users(group, user), code, field, user);
  }

  private static Wrong role(String group, String user, String role, String code, String word) {
    return Wrong.of("setRole", GroupsIT.role(group, user, role), code, word);
  }

  private static Wrong text(
      String kind, String field, String value, String code, String word, String group) {
    return Wrong.of(kind, Talk.in(group).put(field, value), code, word);
  }

  private static Wrong settings(String group, JsonObject settings, String code, String word) {
    return Wrong.of("changeSettings", Talk.in(group).put("settings", settings), code, word);
  }

  private static String[] manyNames(int count) {
    return IntStream.range(0, count).mapToObj(i -> "nobody" + i).toArray(String[]::new);
  }

  private static String[] longNames(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "n".repeat(60) + String.format("%04d", i))
        .toArray(String[]::new);
  }

  private static String[] range(String[] users, int from, int to) {
    return Arrays.copyOfRange(users, from, to);
  }
}
