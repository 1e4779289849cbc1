package io.parley.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.parley.history.Inboxes;
import io.parley.history.Standing;
import io.parley.history.Standing.Status;
import io.parley.presence.SessionLookup.ChannelNews;
import io.parley.presence.SessionLookup.News;
import io.parley.protocol.ConversationId;
import io.parley.protocol.UserKey;
import io.parley.protocol.v1.Access;
import io.parley.protocol.v1.AddMembers;
import io.parley.protocol.v1.Archive;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.CreateChannel;
import io.parley.protocol.v1.CreateGroup;
import io.parley.protocol.v1.Delivery;
import io.parley.protocol.v1.Join;
import io.parley.protocol.v1.RemoveMembers;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.Roster;
import io.parley.protocol.v1.RosterMember;
import io.parley.protocol.v1.Send;
import io.parley.router.core.Given;
import io.parley.router.core.MachineLimits;
import io.parley.router.core.RouterMachine;
import io.parley.runtime.kafka.StartPosition;
import io.parley.testing.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What a partition does with groups, channels and users' own keys, on real rules and stores on the
/// heap.
class GroupsAndChannelsTest {
  private static final String GROUP = ConversationId.group(new byte[16]).text();
  private static final String CHANNEL = ConversationId.channel(new byte[16]).text();

  private final ManualClock clock = ManualClock.atStart();
  private final Outside outside = new Outside();
  private final List<Integer> rounds = new ArrayList<>();
  private final AtomicInteger madeUp = new AtomicInteger();
  private final RouterTools tools =
      new RouterTools(
          new RouterTools.Ports(
              outside,
              outside,
              outside.membership(),
              outside,
              outside,
              () -> CompletableFuture.completedStage(Given.LOG)),
          new RouterTools.Rules(new RouterMachine(MachineLimits.STANDARD), MachineLimits.STANDARD),
          new RouterTools.Bounds(10_000, 4, new AtomicInteger(), Duration.ofSeconds(5)),
          new EdgeSlots(clock::nanoTime),
          new RouterMetrics() {
            @Override
            public void rounds(int some) {
              rounds.add(some);
            }

            @Override
            public void madeUp() {
              madeUp.incrementAndGet();
            }
          },
          new RouterTools.Clocks(clock, clock::nanoTime, (_, _) -> () -> {}));
  private PartitionRouter router = open();
  private long nextOffset;

  private PartitionRouter open() {
    return new PartitionRouter(Given.PARTITION, new StartPosition(0, ""), new OwnThread(), tools);
  }

  private boolean decide(Command.Builder... commands) {
    return decide(records(commands));
  }

  private boolean decide(List<CommandRecord> records) {
    CompletableFuture<String> done = router.decide(records).toCompletableFuture();
    assertTrue(done.isDone());
    return !done.isCompletedExceptionally();
  }

  private List<CommandRecord> records(Command.Builder... commands) {
    List<CommandRecord> records = new ArrayList<>();
    for (Command.Builder command : commands) {
      clock.advance(Duration.ofMillis(300));
      records.add(
          new CommandRecord(
              nextOffset++,
              clock.instant().toEpochMilli(),
              ByteString.copyFromUtf8(command.getConversation()),
              command.build().toByteString(),
              Optional.empty(),
              Optional.empty()));
    }
    return records;
  }

  private static Command.Builder command(String conversation, String user) {
    return Given.command(user).setConversation(conversation);
  }

  private static Command.Builder createGroup(String creator, String... members) {
    return command(GROUP, creator)
        .setCreateGroup(
            CreateGroup.newBuilder().setName("friends").addAllMembers(List.of(members)));
  }

  private static Command.Builder add(String conversation, String by, String... users) {
    return command(conversation, by)
        .setAddMembers(
            AddMembers.newBuilder().setConversation(conversation).addAllUsers(List.of(users)));
  }

  private static Command.Builder remove(String conversation, String by, String... users) {
    return command(conversation, by)
        .setRemoveMembers(
            RemoveMembers.newBuilder().setConversation(conversation).addAllUsers(List.of(users)));
  }

  private static Command.Builder send(String conversation, String user, String id) {
    return command(conversation, user)
        .setSend(Send.newBuilder().setClientMessageId(id).setText("hi"));
  }

  private static Command.Builder createChannel(String creator) {
    return command(CHANNEL, creator)
        .setCreateChannel(CreateChannel.newBuilder().setName("news").setAccess(Access.OPEN));
  }

  private static Command.Builder join(String user) {
    return command(CHANNEL, user).setJoin(Join.newBuilder().setConversation(CHANNEL));
  }

  private Standing standing(String user) {
    return outside.standing(GROUP, user);
  }

  private static List<String> members(Roster roster) {
    return roster.getMembersList().stream().map(RosterMember::getUser).toList();
  }

  @Test
  void rosterIsKeptBeforeItsEventAndShownAfterAllElse() {
    assertTrue(decide(createGroup("ann", "bob")));
    assertEquals(
        List.of("tail", "shown", "touch", "keep", "append", "put", "show", "locate", "send"),
        outside.calls);
    assertEquals(List.of("ann", "bob"), members(outside.shown(GROUP).orElseThrow()));
    assertEquals(Role.OWNER, standing("ann").role());
    assertEquals(Role.MEMBER, standing("bob").role());
  }

  @Test
  void messageOfAGroupCostsNoMoreThanOneOfTwo() {
    decide(createGroup("ann", "bob"));
    outside.calls.clear();
    assertTrue(decide(send(GROUP, "bob", "m")));
    assertEquals(List.of("append", "locate", "send"), outside.calls);
  }

  @Test
  void whoIsAddedIsTouchedInAnHourThatTheOthersHaveNoted() {
    decide(createGroup("ann", "bob"));
    outside.touches.clear();
    decide(add(GROUP, "ann", "cy"));
    assertEquals(List.of("cy"), outside.touches.stream().map(Inboxes.Touch::user).toList());
  }

  @Test
  void nothingIsStoredAfterARemovalBeforeItIsKnownWhoMayNotReadIt() {
    decide(createGroup("ann", "bob", "cy"));
    outside.calls.clear();
    decide(send(GROUP, "ann", "1"), remove(GROUP, "ann", "bob"), send(GROUP, "ann", "2"));
    assertEquals(
        List.of("keep", "append", "put", "append", "put", "show"), outside.calls.subList(0, 6));
    assertEquals(3, standing("bob").untilSeq());
    assertEquals(Status.OUT, standing("bob").status());
  }

  @Test
  void eachHearsOfTheNewestHeadThatIsAnyOfHers() {
    decide(createGroup("ann", "bob", "cy"));
    outside.wanted.clear();
    decide(send(GROUP, "ann", "1"), remove(GROUP, "ann", "bob"), send(GROUP, "ann", "2"));
    List<News> news = outside.wanted.getFirst().news();
    assertEquals(3, news.size());
    for (News one : news) {
      assertEquals(one.user().equals("bob") ? 3 : 4, one.seq());
    }
  }

  @Test
  void whatADeadRouterOwedIsMadeUpForWhenTheGroupIsLoaded() {
    outside.failing = Set.of("put");
    assertFalse(decide(createGroup("ann", "bob")));
    assertEquals(1, outside.stored(GROUP).size());
    assertEquals(Standing.NONE, standing("bob"));
    outside.failing = Set.of();
    // The log has lost the record that made it
    router = open();
    assertTrue(decide(send(GROUP, "bob", "m")));
    assertEquals(1, madeUp.get());
    assertTrue(standing("bob").isMember());
    assertEquals(List.of("ann", "bob"), members(outside.shown(GROUP).orElseThrow()));
  }

  @Test
  void whoWasRemovedInBetweenIsMadeUpForAsWell() {
    decide(createGroup("ann", "bob", "cy"));
    outside.failing = Set.of("put");
    assertFalse(decide(remove(GROUP, "ann", "bob"), add(GROUP, "ann", "dee")));
    outside.failing = Set.of("show");
    router = open();
    assertFalse(decide(send(GROUP, "ann", "m")));
    outside.failing = Set.of();
    assertTrue(decide(send(GROUP, "ann", "m")));
    assertEquals(2, standing("bob").untilSeq());
    assertTrue(standing("cy").isMember());
  }

  @Test
  void rosterIsTheOneOfTheNewestEventAlsoWhenALaterOneIsShown() {
    decide(createGroup("ann", "bob"));
    Roster newer =
        outside.shown(GROUP).orElseThrow().toBuilder()
            .setVersion(9)
            .setMessageId(Long.MAX_VALUE)
            .build();
    outside.history.membership().rosters().show(GROUP, newer).toCompletableFuture().join();
    outside.failing = Set.of("version");
    router = open();
    assertFalse(decide(send(GROUP, "ann", "m")));
    outside.failing = Set.of();
    assertTrue(decide(send(GROUP, "ann", "m")));
    assertEquals(0, madeUp.get());
  }

  @Test
  void hotConversationDoesNotHoldUpTheAnswersOfOthers() {
    decide(createGroup("ann", "bob"));
    rounds.clear();
    Command.Builder[] commands = new Command.Builder[901];
    for (int i = 0; i < 900; i++) {
      commands[i] = send(GROUP, i % 2 == 0 ? "ann" : "bob", "m" + i);
    }
    commands[900] = Given.send("ann", "lonely").toBuilder();
    outside.sent.clear();
    assertTrue(decide(commands));
    assertEquals(List.of(15), rounds);
    int lonely = -1;
    List<Long> seqs = new ArrayList<>();
    for (int i = 0; i < outside.sent.size(); i++) {
      Delivery delivery = outside.sent.get(i);
      if (delivery.getFrame().getEvent().getConversation().equals(Given.ANN_AND_BOB.text())) {
        lonely = i;
      } else {
        seqs.add(delivery.getFrame().getEvent().getSeq());
      }
    }
    assertEquals(Batch.ROUND_MAX, lonely);
    assertEquals(seqs.stream().sorted().toList(), seqs);
    assertEquals(901, outside.stored(GROUP).size());
    assertEquals(1, outside.count("shown"));
  }

  @Test
  void membersOfAChannelAreStoredBeforeTheyAreCountedAndThenTold() {
    decide(createChannel("ann"));
    outside.calls.clear();
    assertTrue(decide(join("bob"), join("cy")));
    assertEquals(
        List.of("standings", "put", "places", "count", "locate", "send", "send"), outside.calls);
    assertEquals(2, outside.standing(CHANNEL, "bob").ordinal());
    assertEquals(3, outside.standing(CHANNEL, "cy").ordinal());
    Delivery told = outside.sent.getLast();
    assertEquals(List.of("cy"), List.copyOf(told.getMembership().getUsersList()));
    assertEquals(outside.standing(CHANNEL, "cy").changedId(), told.getMembership().getChangedId());
    assertTrue(told.getAnswer().getFrame().hasSent());
  }

  @Test
  void postOfAChannelGoesToInterestedEdgesAndLeavesOneWordForAll() {
    decide(createChannel("ann"), join("bob"));
    outside.interested.put(CHANNEL, Set.of(6, 7));
    outside.wanted.clear();
    outside.sent.clear();
    outside.touches.clear();
    assertTrue(decide(send(CHANNEL, "ann", "1"), send(CHANNEL, "ann", "2")));
    assertEquals(1, outside.wanted.size());
    assertEquals(List.of(), outside.wanted.getFirst().news());
    assertEquals(
        List.of(3L),
        outside.wanted.getFirst().channelNews().stream().map(ChannelNews::seq).toList());
    assertEquals(List.of(), outside.touches);
    // Two edges and the asker's, for each
    assertEquals(6, outside.sent.size());
    assertEquals(4, outside.sent.stream().filter(sent -> !sent.getChannel().isEmpty()).count());
  }

  @Test
  void ownKeyOfAUserIsKeptWithoutLoadingAnything() {
    Command.Builder archive =
        command(new UserKey("ann").text(), "ann")
            .setArchive(
                Archive.newBuilder().setConversation(Given.ANN_AND_BOB.text()).setArchived(true));
    assertTrue(decide(archive));
    assertEquals(List.of("find", "keepings", "locate", "send"), outside.calls);
    assertTrue(outside.sent.getLast().getAnswer().getFrame().hasDone());
  }
}
