package io.parley.router;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.parley.history.Standing;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Access;
import io.parley.protocol.v1.AddMembers;
import io.parley.protocol.v1.Ban;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.CreateChannel;
import io.parley.protocol.v1.CreateGroup;
import io.parley.protocol.v1.Join;
import io.parley.protocol.v1.Leave;
import io.parley.protocol.v1.RemoveMembers;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.Roster;
import io.parley.protocol.v1.RosterMember;
import io.parley.protocol.v1.Send;
import io.parley.protocol.v1.SetRole;
import io.parley.router.core.Given;
import io.parley.router.core.MachineLimits;
import io.parley.router.core.RouterMachine;
import io.parley.runtime.kafka.StartPosition;
import io.parley.testing.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// A partition under test, on real rules and stores on the heap, and what can be said to it. A
/// record every 300 ms.
abstract class OnePartition {
  static final String GROUP = ConversationId.group(new byte[16]).text();
  static final String CHANNEL = ConversationId.channel(new byte[16]).text();

  /// Members of a group.
  static final int MOST = 1_024;

  final ManualClock clock = ManualClock.atStart();
  final Outside outside = new Outside();
  final List<Integer> rounds = new ArrayList<>();
  final AtomicInteger madeUp = new AtomicInteger();
  PartitionRouter router = open();
  long nextOffset;

  RouterTools tools(int cachedEvents) {
    return new RouterTools(
        new RouterTools.Ports(
            new ChatRouter.Neighbours(
                outside, outside.history.reader(), outside, outside.membership(), outside),
            outside,
            () -> CompletableFuture.completedStage(Given.LOG)),
        new RouterTools.Rules(new RouterMachine(MachineLimits.STANDARD), MachineLimits.STANDARD),
        new RouterTools.Bounds(cachedEvents, 4, new AtomicInteger(), Duration.ofSeconds(5)),
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
  }

  PartitionRouter open() {
    return open(10_000);
  }

  PartitionRouter open(int cachedEvents) {
    return new PartitionRouter(
        Given.PARTITION, new StartPosition(0, ""), new OwnThread(), tools(cachedEvents));
  }

  boolean decide(Command.Builder... commands) {
    return decide(records(commands));
  }

  boolean decide(List<CommandRecord> records) {
    CompletableFuture<String> done = router.decide(records).toCompletableFuture();
    assertTrue(done.isDone());
    return !done.isCompletedExceptionally();
  }

  List<CommandRecord> records(Command.Builder... commands) {
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

  static String[] users(int count) {
    return IntStream.range(0, count).mapToObj(i -> "u" + i).toArray(String[]::new);
  }

  static Command.Builder command(String conversation, String user) {
    return Given.command(user).setConversation(conversation);
  }

  static Command.Builder createGroup(String creator, String... members) {
    return command(GROUP, creator)
        .setCreateGroup(
            CreateGroup.newBuilder().setName("friends").addAllMembers(List.of(members)));
  }

  static Command.Builder add(String conversation, String by, String... users) {
    return command(conversation, by)
        .setAddMembers(
            AddMembers.newBuilder().setConversation(conversation).addAllUsers(List.of(users)));
  }

  static Command.Builder remove(String conversation, String by, String... users) {
    return command(conversation, by)
        .setRemoveMembers(
            RemoveMembers.newBuilder().setConversation(conversation).addAllUsers(List.of(users)));
  }

  static Command.Builder setRole(String user, Role role) {
    return command(CHANNEL, "ann")
        .setSetRole(SetRole.newBuilder().setConversation(CHANNEL).setUser(user).setRole(role));
  }

  static Command.Builder ban(String user) {
    return command(CHANNEL, "ann").setBan(Ban.newBuilder().setConversation(CHANNEL).addUsers(user));
  }

  static Command.Builder leave(String user) {
    return command(CHANNEL, user).setLeave(Leave.newBuilder().setConversation(CHANNEL));
  }

  static Command.Builder send(String conversation, String user, String id) {
    return command(conversation, user)
        .setSend(Send.newBuilder().setClientMessageId(id).setText("hi"));
  }

  static Command.Builder createChannel(String creator) {
    return command(CHANNEL, creator)
        .setCreateChannel(CreateChannel.newBuilder().setName("news").setAccess(Access.OPEN));
  }

  static Command.Builder join(String user) {
    return command(CHANNEL, user).setJoin(Join.newBuilder().setConversation(CHANNEL));
  }

  Standing standing(String user) {
    return outside.standing(GROUP, user);
  }

  static List<String> members(Roster roster) {
    return roster.getMembersList().stream().map(RosterMember::getUser).toList();
  }
}
