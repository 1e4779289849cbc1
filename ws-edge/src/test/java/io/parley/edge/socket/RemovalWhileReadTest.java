package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.edge.EdgeMetrics;
import io.parley.edge.socket.Action.ListPosition;
import io.parley.edge.socket.Action.MemberPosition;
import io.parley.history.HistoryReader;
import io.parley.history.Membership;
import io.parley.history.Rosters;
import io.parley.history.Standing.Status;
import io.parley.history.memory.MemoryHistory;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.ConversationItem;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Profile;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.Roster;
import io.parley.protocol.v1.Which;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Somebody is removed while what she has asked for is being read: nothing from after that is told.
class RemovalWhileReadTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:30:00Z");
  private static final String GROUP = Rooms.group(1);
  private static final String CHANNEL = Rooms.channel(1);

  private final MemoryHistory history = new MemoryHistory();
  private final Rooms rooms = new Rooms(history);
  private final Moment moment = new Moment();
  private final Reads reads =
      new Reads(
          new Reads.Memory(
              new Reader(moment, history.reader()),
              history.inboxes(),
              new Membership(
                  new Shown(moment, history.membership().rosters()),
                  history.membership().standings(),
                  history.membership().rolls())),
          10,
          10,
          EdgeMetrics.NONE);

  /// Just before one of the reads something happens.
  private static final class Moment {
    private Runnable meanwhile = () -> {};
    private int reads;

    /// @param number of the read, from 1
    void before(int number, Runnable happens) {
      reads = number;
      meanwhile = happens;
    }

    void reading() {
      if (--reads == 0) {
        meanwhile.run();
      }
    }
  }

  private record Reader(Moment moment, HistoryReader memory) implements HistoryReader {
    @Override
    public CompletionStage<EventPage> before(String conversation, long before, int limit) {
      return memory.before(conversation, before, limit);
    }

    @Override
    public CompletionStage<EventPage> after(String conversation, long after, int limit) {
      return memory.after(conversation, after, limit);
    }

    @Override
    public CompletionStage<Map<String, Event>> heads(List<String> conversations) {
      moment.reading();
      return memory.heads(conversations);
    }
  }

  private record Shown(Moment moment, Rosters memory) implements Rosters {
    @Override
    public CompletionStage<Optional<Roster>> version(String conversation, long version) {
      return memory.version(conversation, version);
    }

    @Override
    public CompletionStage<Void> keep(String conversation, List<Roster> versions) {
      return memory.keep(conversation, versions);
    }

    @Override
    public CompletionStage<Void> show(String conversation, Roster roster) {
      return memory.show(conversation, roster);
    }

    @Override
    public CompletionStage<Optional<Roster>> shown(String conversation) {
      moment.reading();
      return memory.shown(conversation);
    }

    @Override
    public CompletionStage<Map<String, Profile>> profiles(Collection<String> conversations) {
      moment.reading();
      return memory.profiles(conversations);
    }
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private static ConversationId id(String conversation) {
    return ConversationId.parse(conversation).orElseThrow();
  }

  private void begin(String conversation) {
    rooms.show(conversation, "friends", "bob", "alice");
    rooms.messages(conversation, 1, 5, NOW);
    if (conversation.equals(GROUP)) {
      rooms.touch(GROUP, "alice", NOW);
    }
    rooms.member(conversation, "alice", Role.MEMBER);
  }

  /// As a router does: how she stands is kept before anything later is.
  private void remove(String conversation) {
    rooms.removal(conversation, 6, "alice", NOW);
    rooms.out(conversation, "alice", Status.OUT, 6, Rooms.idOf(6, NOW));
    rooms.messages(conversation, 7, 9, NOW);
    rooms.show(conversation, "without alice", "bob");
  }

  private List<ConversationItem> list() {
    Action.ListConversations all =
        new Action.ListConversations(ListPosition.START, 50, Which.WHICH_UNSPECIFIED);
    return get(reads.list("alice", all)).getConversations().getItemsList();
  }

  /// @param read 1: of its place; 2 and 3: of what its item shows
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aListShowsAGroupAsItWasThen(int read) {
    begin(GROUP);
    moment.before(read, () -> remove(GROUP));
    ConversationItem item = list().getFirst();
    assertTrue(item.getLast().hasMembersRemoved(), item::toString);
    assertEquals(6, item.getHead().getSeq());
    assertEquals("friends", item.getName());
    assertEquals("", item.getPicture());
    assertEquals(Role.ROLE_UNSPECIFIED, item.getRole());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aListShowsAChannelNoMore(int read) {
    begin(CHANNEL);
    assertEquals(1, list().size());
    moment.before(read, () -> remove(CHANNEL));
    assertEquals(List.of(), list());
  }

  @Test
  void whatItIsAndWhoIsInItIsNotTold() {
    for (String conversation : List.of(GROUP, CHANNEL)) {
      begin(conversation);
      moment.before(1, () -> remove(conversation));
      assertNotAMember(reads.info("alice", new Action.GetInfo(id(conversation))));
      begin(conversation);
      moment.before(1, () -> remove(conversation));
      assertNotAMember(
          reads.members(
              "alice", new Action.ListMembers(id(conversation), MemberPosition.START, 10, false)));
    }
  }

  private static void assertNotAMember(CompletionStage<?> stage) {
    Throwable failure = assertThrows(CompletionException.class, () -> get(stage)).getCause();
    Refused refused = assertInstanceOf(RefusedException.class, failure).refused();
    assertEquals(Code.FORBIDDEN, refused.code());
  }
}
