package io.parley.standalone.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.testing.Eventually;
import io.parley.testing.delivery.Seen;
import io.parley.testing.delivery.Subprotocol;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the protocol's page says of channels, over real sockets: who posts, who reads, who may come
/// in, and that a message finds the edges that hold a member.
class ChannelsIT {
  /// An edge waits before it gives up its interest in a channel, for those who come back at once.
  private static final Duration INTEREST_DROPPED_WITHIN = Duration.ofSeconds(90);

  private static final Duration HEALED_WITHIN = Duration.ofSeconds(60);

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
  void anOpenChannelIsJoinedAndReadByAllAndWrittenByItsStaff(Subprotocol in) throws Exception {
    try (Audience audience = new Audience("open", in)) {
      String channel = audience.channel("OPEN");
      String bob = audience.name("bob");
      Talk.say(audience.phone, channel, "before anybody came");
      Talk.change(audience.bobHere, "join", Talk.in(channel));
      JsonObject membership = audience.bobThere.next("membership");
      assertEquals(channel, membership.getString("conversation"));
      assertTrue(membership.getBoolean("member"));

      JsonObject said = Talk.say(audience.phone, channel, "welcome");
      assertEquals(
          "welcome",
          Talk.allHear("message", audience.bobHere, audience.bobThere).getString("text"));
      Talk.hearsText(audience.laptop, "welcome");
      Talk.silent("event", audience.phone, audience.carol);
      Talk.refused(audience.bobHere, "send", GroupsIT.message(channel, "me too"), "FORBIDDEN");
      Talk.refused(audience.bobHere, "rename", Talk.in(channel).put("name", "mine"), "FORBIDDEN");
      Talk.refused(audience.carol, "history", Talk.in(channel).put("after", "0"), "FORBIDDEN");

      List<Seen> read = FullHistory.forwards(audience.bobThere, channel);
      assertEquals(List.of(1L, 2L, 3L), read.stream().map(seen -> seen.place().seq()).toList());
      JsonObject item = Talk.item(audience.bobThere, channel);
      assertEquals("CHANNEL", item.getString("kind"));
      assertEquals("news", item.getString("name"));
      assertEquals("MEMBER", item.getString("role"));
      assertEquals(2, item.getInteger("memberCount"));
      assertEquals(said.getString("seq"), item.getJsonObject("head").getString("seq"));
      assertEquals("OWNER", Talk.info(audience.phone, channel).getString("role"));
      assertEquals(
          List.of(audience.name("alice") + ":OWNER", bob + ":MEMBER"),
          Talk.members(audience.bobHere, Talk.in(channel)));
      Talk.refused(
          audience.bobHere,
          "join",
          Talk.in(channel).put("clientMessageId", "again"),
          "CONFLICT",
          "member already");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aClosedChannelIsEnteredByThoseWhoAreAddedOrHaveALink(Subprotocol in) throws Exception {
    try (Audience audience = new Audience("closed", in)) {
      String channel = audience.channel("CLOSED");
      Talk.refused(audience.carol, "join", Talk.in(channel), "FORBIDDEN");
      Talk.change(audience.phone, "addMembers", Talk.users(channel, audience.name("bob")));
      for (TestSocket device : List.of(audience.bobHere, audience.bobThere)) {
        assertTrue(device.next("membership").getBoolean("member"));
      }
      Talk.say(audience.phone, channel, "welcome");
      Talk.allHear("message", audience.bobHere, audience.bobThere);
      Talk.hearsText(audience.laptop, "welcome");

      String link = Talk.change(audience.phone, "createLink", Talk.in(channel)).getString("link");
      Talk.refused(
          audience.phone, "createLink", Talk.in(channel).put("approval", true), "UNSUPPORTED");
      Talk.change(audience.carol, "join", new JsonObject().put("link", link));
      Talk.say(audience.phone, channel, "all here");
      String linkId =
          Talk.objects(Talk.info(audience.phone, channel), "links").getFirst().getString("linkId");
      Talk.change(audience.phone, "revokeLink", Talk.in(channel).put("linkId", linkId));
      Talk.change(audience.carol, "leave", Talk.in(channel));
      JsonObject again = new JsonObject().put("link", link).put("clientMessageId", "again");
      Talk.refused(audience.carol, "join", again, "NOT_FOUND", "link");
      assertEquals(2, Talk.info(audience.phone, channel).getInteger("memberCount"));
    }
  }

  @Test
  void whoLeavesOrIsRemovedHearsNothingMoreAndReadsUpToThere() throws Exception {
    try (Audience audience = new Audience("gone", Subprotocol.JSON)) {
      String channel = audience.channel("OPEN");
      Talk.change(audience.bobHere, "join", Talk.in(channel));
      assertTrue(audience.bobThere.next("membership").getBoolean("member"));
      Talk.change(audience.carol, "join", Talk.in(channel));
      JsonObject last = Talk.say(audience.phone, channel, "while all are here");
      Talk.allHear("message", audience.bobHere, audience.bobThere, audience.carol);

      Talk.change(audience.bobHere, "leave", Talk.in(channel));
      assertFalse(audience.bobThere.next("membership").getBoolean("member", false));
      Talk.change(audience.phone, "removeMembers", Talk.users(channel, audience.name("carol")));
      assertFalse(audience.carol.next("membership").getBoolean("member", false));
      Talk.say(audience.phone, channel, "after they went");
      Talk.hearsText(audience.laptop, "after they went");
      Talk.silent("event", audience.bobHere, audience.bobThere, audience.carol);
      for (TestSocket device : List.of(audience.bobThere, audience.carol)) {
        List<Seen> read = FullHistory.forwards(device, channel);
        assertEquals(Talk.seq(last), read.getLast().place().seq());
        assertEquals(List.of("while all are here"), FullHistory.texts(device, channel));
        assertFalse(Talk.names(Talk.list(device, "")).contains(channel), "not listed");
      }
      assertEquals(1, Talk.info(audience.phone, channel).getInteger("memberCount"));
      Talk.change(audience.bobHere, "join", Talk.in(channel));
      assertEquals(
          FullHistory.forwards(audience.phone, channel),
          FullHistory.forwards(audience.bobHere, channel));
      assertEquals(
          List.of("after they went", "while all are here"),
          FullHistory.texts(audience.bobHere, channel));
    }
  }

  @Test
  void whoIsAddedWhileAwayFindsAQuietChannelAndItsHistory() throws Exception {
    try (Audience audience = new Audience("quiet", Subprotocol.JSON)) {
      String channel = audience.channel("CLOSED");
      JsonObject post = Talk.say(audience.phone, channel, "before dave came");
      String dave = audience.name("dave");
      people.create(dave);
      String token = people.logIn(dave, "phone").access();
      String since;
      try (TestSocket before = people.dial(Subprotocol.JSON, 0)) {
        since = People.welcome(before, token, "phone", "").getString("serverTime");
      }
      Talk.change(audience.phone, "addMembers", Talk.users(channel, dave));
      try (TestSocket phone = people.dial(Subprotocol.JSON, 1)) {
        JsonObject welcome = People.welcome(phone, token, "phone", ",\"since\":\"" + since + "\"");
        JsonObject moved = Talk.objects(welcome.getJsonObject("moved"), "items").getFirst();
        assertEquals(channel, moved.getString("conversation"));
        assertEquals(post.getString("seq"), moved.getJsonObject("head").getString("seq"));
        assertEquals(
            FullHistory.forwards(audience.phone, channel), FullHistory.forwards(phone, channel));
        assertEquals(List.of("before dave came"), FullHistory.texts(phone, channel));
        Talk.say(audience.phone, channel, "welcome, dave");
        Talk.hearsText(phone, "welcome, dave");
      }
    }
  }

  @Test
  void whoIsBannedStaysOutUntilForgiven() throws Exception {
    try (Audience audience = new Audience("ban", Subprotocol.JSON)) {
      String channel = audience.channel("OPEN");
      String bob = audience.name("bob");
      String carol = audience.name("carol");
      Talk.change(audience.bobHere, "join", Talk.in(channel));
      assertTrue(audience.bobThere.next("membership").getBoolean("member"));
      Talk.refused(audience.bobHere, "ban", Talk.users(channel, carol), "FORBIDDEN");
      Talk.change(audience.phone, "ban", Talk.users(channel, bob, carol));
      assertFalse(audience.bobThere.next("membership").getBoolean("member", false));
      for (TestSocket device : List.of(audience.bobHere, audience.carol)) {
        JsonObject again = Talk.in(channel).put("clientMessageId", "again");
        Talk.refused(device, "join", again, "FORBIDDEN");
      }
      Talk.refused(audience.phone, "addMembers", Talk.users(channel, bob), "CONFLICT", bob);
      assertEquals(
          List.of(bob + ":NONE", carol + ":NONE"),
          Talk.members(audience.phone, Talk.in(channel).put("banned", true)));
      Talk.refused(audience.phone, "ban", Talk.users(channel, bob), "CONFLICT", bob);
      Talk.change(audience.phone, "unban", Talk.users(channel, bob));
      Talk.refused(audience.phone, "unban", Talk.users(channel, bob), "NOT_FOUND", bob);
      Talk.change(audience.bobHere, "join", Talk.in(channel));
      assertEquals(
          List.of(carol + ":NONE"),
          Talk.members(audience.phone, Talk.in(channel).put("banned", true)));
      Talk.refused(audience.bobHere, "members", Talk.in(channel).put("banned", true), "FORBIDDEN");
    }
  }

  @Test
  void staffIsAppointedPostsAndInherits() throws Exception {
    try (Audience audience = new Audience("staff", Subprotocol.JSON)) {
      String channel = audience.channel("OPEN");
      String bob = audience.name("bob");
      Talk.change(audience.bobHere, "join", Talk.in(channel));
      Talk.refused(audience.phone, "leave", Talk.in(channel), "CONFLICT", "appoint another owner");
      Talk.change(audience.phone, "setRole", GroupsIT.role(channel, bob, "ADMIN"));
      assertEquals(
          "ADMIN",
          Talk.hears(audience.bobHere, "roleSet").getJsonObject("roleSet").getString("role"));
      Talk.say(audience.bobHere, channel, "I am new here");
      assertEquals(
          "I am new here",
          Talk.hears(audience.phone, "message").getJsonObject("message").getString("text"));
      Talk.change(audience.phone, "leave", Talk.in(channel));
      JsonObject gone =
          Talk.hears(audience.bobHere, "membersRemoved").getJsonObject("membersRemoved");
      assertEquals(List.of(audience.name("alice")), Talk.values(gone, "users"));
      assertEquals(bob, gone.getString("owner"));
      assertEquals("OWNER", Talk.info(audience.bobHere, channel).getString("role"));
    }
  }

  @Test
  void membersAreReadByThePage() throws Exception {
    try (Audience audience = new Audience("page", Subprotocol.JSON)) {
      String channel = audience.channel("CLOSED");
      List<String> expected = new ArrayList<>(List.of(audience.name("alice") + ":OWNER"));
      String[] users = new String[7];
      for (int i = 0; i < users.length; i++) {
        users[i] = audience.name("reader" + i);
        expected.add(users[i] + ":MEMBER");
      }
      people.create(users);
      Talk.change(audience.phone, "addMembers", Talk.users(channel, users));
      assertEquals(expected, Talk.members(audience.phone, Talk.in(channel).put("limit", 3)));
      Talk.change(audience.phone, "removeMembers", Talk.users(channel, users[2]));
      expected.remove(3);
      assertEquals(expected, Talk.members(audience.phone, Talk.in(channel).put("limit", 2)));
      assertEquals(7, Talk.info(audience.phone, channel).getInteger("memberCount"));
      Talk.change(audience.phone, "addMembers", Talk.users(channel, users[2]));
      expected.add(3, users[2] + ":MEMBER");
      assertEquals(
          expected,
          Talk.members(audience.phone, Talk.in(channel)),
          "who comes back has the place of before");
    }
  }

  @Test
  void marksInAChannelAreOnesOwn() throws Exception {
    try (Audience audience = new Audience("mark", Subprotocol.JSON)) {
      String channel = audience.channel("OPEN");
      Talk.change(audience.bobHere, "join", Talk.in(channel));
      JsonObject said = Talk.say(audience.phone, channel, "read me");
      audience.bobHere.say(
          """
          {"mark":{"conversation":"%s","delivered":"2","read":"2","readMessageId":"%s"}}
          """
              .formatted(channel, said.getString("messageId")));
      Eventually.eventually(
          Duration.ofSeconds(15),
          () -> {
            try {
              assertEquals("2", Talk.item(audience.bobThere, channel).getString("read"));
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          });
      Talk.silent("receipt", audience.phone, audience.laptop);
    }
  }

  @Test
  void anEdgeIsToldOfAChannelAsLongAsItHoldsAMember() throws Exception {
    try (Audience audience = new Audience("edge", Subprotocol.JSON)) {
      String channel = audience.channel("OPEN");
      // alice has a device on each edge
      Eventually.eventually(HEALED_WITHIN, () -> assertEquals(2, system.interestedEdges(channel)));
      audience.laptop.close();
      Eventually.eventually(
          INTEREST_DROPPED_WITHIN, () -> assertEquals(1, system.interestedEdges(channel)));
      Talk.change(audience.carol, "join", Talk.in(channel));
      Eventually.eventually(HEALED_WITHIN, () -> assertEquals(2, system.interestedEdges(channel)));
      Talk.say(audience.phone, channel, "on both edges");
      Talk.hearsText(audience.carol, "on both edges");
    }
  }

  @Test
  void aRegistryThatForgetsEverythingHealsAndNoMessageIsLost() throws Exception {
    try (Audience audience = new Audience("flush", Subprotocol.JSON)) {
      String channel = audience.channel("OPEN");
      Talk.change(audience.bobHere, "join", Talk.in(channel));
      assertTrue(audience.bobThere.next("membership").getBoolean("member"));
      Talk.say(audience.phone, channel, "before");
      Talk.allHear("message", audience.bobHere, audience.bobThere);
      system.flushRedis();
      JsonObject lost = Talk.say(audience.phone, channel, "maybe to nobody");
      for (TestSocket device : List.of(audience.bobHere, audience.bobThere)) {
        learnsOf(device, lost);
      }
      AtomicInteger posts = new AtomicInteger();
      Eventually.eventually(
          HEALED_WITHIN,
          () -> {
            assertEquals(2, system.interestedEdges(channel));
            try {
              Talk.say(audience.phone, channel, "again " + posts.incrementAndGet());
              Talk.hearsText(audience.bobHere, "again " + posts);
              Talk.hearsText(audience.bobThere, "again " + posts);
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          });
      // until both lease their slots again, what is for a user may find one of them and not the
      // other
      Eventually.eventually(HEALED_WITHIN, () -> assertEquals(2, system.livingEdges()));
      assertEquals(3 + posts.get(), FullHistory.forwards(audience.bobThere, channel).size());
    }
  }

  /// From an event, from heads that come unasked, or from those of a pong, without being told to
  /// look.
  private static void learnsOf(TestSocket device, JsonObject sent) {
    String seq = sent.getString("seq");
    Eventually.eventually(
        HEALED_WITHIN,
        () -> {
          device.say("{\"ping\":{}}");
          try {
            JsonObject frame = device.next(Set.of("event", "heads", "pong"));
            assertTrue(frame.encode().contains("\"seq\":\"" + seq + "\""), frame::encode);
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
  }

  /// Alice, who makes channels, bob and carol; alice and bob have a device on each edge.
  private static final class Audience implements AutoCloseable {
    private final String suffix;
    private final TestSocket phone;
    private final TestSocket laptop;
    private final TestSocket bobHere;
    private final TestSocket bobThere;
    private final TestSocket carol;

    Audience(String test, Subprotocol subprotocol) throws IOException, InterruptedException {
      this.suffix = "." + test + "." + subprotocol.name().toLowerCase(Locale.ROOT);
      people.create(name("alice"), name("bob"), name("carol"));
      phone = people.connect(name("alice"), "phone", subprotocol, 0);
      laptop = people.connect(name("alice"), "laptop", subprotocol, 1);
      bobHere = people.connect(name("bob"), "phone", subprotocol, 0);
      bobThere = people.connect(name("bob"), "laptop", subprotocol, 1);
      carol = people.connect(name("carol"), "desk", subprotocol, 1);
    }

    String name(String user) {
      return user + suffix;
    }

    /// A channel of alice's, which her laptop has heard of.
    String channel(String access) throws InterruptedException {
      JsonObject wanted = new JsonObject().put("name", "news").put("access", access);
      String channel = Talk.change(phone, "createChannel", wanted).getString("conversation");
      assertTrue(channel.startsWith("c:"), channel);
      JsonObject membership = laptop.next("membership");
      assertEquals(channel, membership.getString("conversation"));
      return channel;
    }

    @Override
    public void close() {
      List.of(phone, laptop, bobHere, bobThere, carol).forEach(TestSocket::close);
    }
  }
}
