package io.parley.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.presence.SessionLookup.Located;
import io.parley.presence.SessionLookup.News;
import io.parley.presence.SessionLookup.Wanted;
import io.parley.presence.SessionRegistry.Pulse;
import io.parley.presence.SessionRegistry.SessionKey;
import io.parley.protocol.v1.ConversationHead;
import io.parley.protocol.v1.Head;
import io.parley.testing.Eventually;
import io.parley.testing.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every registry must do. Each test begins with an empty one and two edges that have a slot.
abstract class RegistryContract {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  /// Slots there are: one more than edges at the beginning.
  static final int SLOTS = 3;

  final ManualClock clock = ManualClock.atStart();

  TestEdge a;
  TestEdge b;
  private final List<TestEdge> edges = new ArrayList<>();

  abstract SessionLookup lookup();

  /// One that has not asked for a slot.
  abstract TestEdge newEdge();

  abstract void flush();

  /// An edge as the registry sees it.
  interface TestEdge {
    EdgeSlot slot();

    SessionRegistry sessions();

    ChannelInterest interest();

    /// Looks after its lease, where that does not happen by itself.
    void renew();

    /// Loses its lease without knowing it.
    void lapse();
  }

  @BeforeEach
  void twoEdges() {
    a = edge();
    b = edge();
    await(a.slot().acquire(SlotEvents.IGNORED));
    await(b.slot().acquire(SlotEvents.IGNORED));
  }

  @AfterEach
  void release() {
    edges.forEach(edge -> await(edge.slot().release()));
    edges.clear();
  }

  TestEdge edge() {
    TestEdge edge = newEdge();
    edges.add(edge);
    return edge;
  }

  static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  static SessionKey key(String user, String device, long session) {
    return new SessionKey(user, device, session);
  }

  Optional<SessionAddress> register(TestEdge edge, SessionKey key) {
    return await(edge.sessions().register(key));
  }

  static Wanted wanted(Set<String> users, News... news) {
    return new Wanted(users, Set.of(), List.of(news), List.of());
  }

  List<SessionAddress> locate(String user) {
    return await(lookup().locate(wanted(Set.of(user)))).sessions().getOrDefault(user, List.of());
  }

  static int slotOf(TestEdge edge) {
    return await(edge.slot().acquire(SlotEvents.IGNORED));
  }

  private long sessionOf(String user) {
    return locate(user).getFirst().session();
  }

  private Pulse pulse(TestEdge edge, SessionKey key) {
    return await(edge.sessions().pulse(List.of(key))).getFirst();
  }

  List<ConversationHead> heads(SessionKey key) {
    return pulse(a, key).heads();
  }

  void leave(News... news) {
    assertEquals(Located.NOWHERE, await(lookup().locate(wanted(Set.of(), news))));
  }

  static Head head(long seq, long messageId) {
    return Head.newBuilder().setSeq(seq).setMessageId(messageId).build();
  }

  @Test
  void registeredDevicesAreLocatedOnTheirEdges() {
    register(a, key("alice", "phone", 1));
    register(b, key("alice", "laptop", 2));
    register(b, key("bob", "phone", 3));
    Map<String, List<SessionAddress>> located =
        await(lookup().locate(wanted(Set.of("alice", "bob", "nobody")))).sessions();
    assertEquals(Set.of("alice", "bob"), located.keySet());
    int slotOfA = await(a.slot().acquire(SlotEvents.IGNORED));
    int slotOfB = await(b.slot().acquire(SlotEvents.IGNORED));
    assertEquals(
        Set.of(new SessionAddress("phone", slotOfA, 1), new SessionAddress("laptop", slotOfB, 2)),
        Set.copyOf(located.getOrDefault("alice", List.of())));
    assertEquals(
        List.of(new SessionAddress("phone", slotOfB, 3)), located.getOrDefault("bob", List.of()));
    assertEquals(2, lookup().lastKnownSlots().size());
  }

  @Test
  void aDisplacedSessionIsToldOnceAndTheNewerOneWins() {
    assertEquals(Optional.empty(), register(a, key("alice", "phone", 1)));
    SessionAddress first = locate("alice").getFirst();
    assertEquals(Optional.of(first), register(b, key("alice", "phone", 2)));
    assertEquals(Optional.empty(), register(b, key("alice", "phone", 2)), "a repetition");
    assertEquals(2, sessionOf("alice"));
    assertEquals(
        Optional.of(2L), register(a, key("alice", "phone", 3)).map(SessionAddress::session));
  }

  @Test
  void theLatestToConnectWinsWhateverItsClockSaid() {
    register(a, key("alice", "phone", 9));
    assertEquals(
        Optional.of(9L), register(b, key("alice", "phone", 8)).map(SessionAddress::session));
    assertEquals(8, sessionOf("alice"));
  }

  @Test
  void unregisterForgetsOnlyItsOwnSession() {
    register(a, key("alice", "phone", 1));
    register(b, key("alice", "phone", 2));
    await(a.sessions().unregister(key("alice", "phone", 1)));
    assertEquals(2, sessionOf("alice"));
    await(b.sessions().unregister(key("alice", "phone", 2)));
    assertEquals(List.of(), locate("alice"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // parts of one another, what patterns are made of, and what looks like an entry
        "2phone ph phone x",
        "%d+ .* [^a] =",
        "0:0000000000000001:0000000000000001 0 1 :"
      })
  void devicesOfAUserAreToldApartWhateverTheyAreCalled(String called) {
    List<String> names = List.of(called.split(" "));
    for (int i = 0; i < names.size(); i++) {
      // the earlier in the text, the newer: taken for another, it would not give way
      register(i % 2 == 0 ? a : b, key("alice", names.get(i), 10 - i));
    }
    assertEquals(Set.copyOf(names), devices("alice"));
    assertEquals(
        Optional.of(9L), register(a, key("alice", names.get(1), 20)).map(SessionAddress::session));
    assertTrue(pulse(b, key("alice", names.get(1), 9)).replaced());
    assertFalse(pulse(a, key("alice", names.get(2), 8)).replaced());
    await(b.sessions().unregister(key("alice", names.get(1), 9)));
    assertEquals(Set.copyOf(names), devices("alice"));
    await(a.sessions().unregister(key("alice", names.get(2), 8)));
    await(a.sessions().unregister(key("alice", names.get(0), 10)));
    assertEquals(Set.of(names.get(1), names.get(3)), devices("alice"));
    await(b.sessions().unregister(key("alice", names.get(3), 7)));
    assertEquals(Set.of(names.get(1)), devices("alice"));
    assertEquals(20, sessionOf("alice"));
  }

  private Set<String> devices(String user) {
    return Set.copyOf(locate(user).stream().map(SessionAddress::device).toList());
  }

  @Test
  void refreshPutsBackWhatIsMissing() {
    List<SessionKey> keys = List.of(key("alice", "phone", 1), key("bob", "phone", 2));
    await(a.sessions().refresh(keys));
    assertEquals(1, sessionOf("alice"));
    assertEquals(2, sessionOf("bob"));
    await(a.sessions().refresh(List.of()));
  }

  @Test
  void refreshLeavesANewerSessionOnALivingEdge() {
    register(b, key("alice", "phone", 2));
    List<SessionKey> ours = List.of(key("alice", "phone", 1), key("bob", "phone", 3));
    assertEquals(ours.subList(0, 1), await(a.sessions().refresh(ours)));
    assertEquals(2, sessionOf("alice"));
    assertEquals(3, sessionOf("bob"));
  }

  @Test
  void refreshReplacesAnOlderSession() {
    register(b, key("alice", "phone", 1));
    assertEquals(List.of(), await(a.sessions().refresh(List.of(key("alice", "phone", 2)))));
    assertEquals(2, sessionOf("alice"));
  }

  @Test
  void refreshReplacesASessionThatLeadsNowhere() {
    register(b, key("alice", "phone", 2));
    await(b.slot().release());
    assertEquals(List.of(), locate("alice"));
    await(a.sessions().refresh(List.of(key("alice", "phone", 1))));
    assertEquals(1, sessionOf("alice"));
  }

  @Test
  void aSessionThatLedNowhereIsNotToldAsDisplaced() {
    register(b, key("alice", "phone", 1));
    await(b.slot().release());
    assertEquals(Optional.empty(), register(a, key("alice", "phone", 2)));
  }

  @Test
  void aPulsePutsBackWhatIsMissing() {
    assertEquals(new Pulse(false, List.of()), pulse(a, key("alice", "phone", 1)));
    assertEquals(1, sessionOf("alice"));
  }

  @Test
  void aPulseTellsASessionThatANewerOneStandsInItsPlace() {
    SessionKey older = key("alice", "phone", 1);
    register(a, older);
    leave(new News("alice", "d:alice:bob", 7, 700));
    assertFalse(pulse(a, older).replaced(), "not yet");
    register(b, key("alice", "phone", 2));
    assertEquals(1, pulse(a, older).heads().size());
    assertTrue(pulse(a, older).replaced());
    assertEquals(2, sessionOf("alice"));
    assertFalse(pulse(b, key("alice", "phone", 2)).replaced());
    assertFalse(pulse(a, key("alice", "laptop", 1)).replaced(), "another device");
  }

  @Test
  void aPulseIsNotReplacedByASessionThatLeadsNowhere() {
    register(b, key("alice", "phone", 2));
    await(b.slot().release());
    assertFalse(pulse(a, key("alice", "phone", 1)).replaced());
    assertEquals(1, sessionOf("alice"));
  }

  @Test
  void anOlderSessionThatWasPutBackFirstIsReplacedByTheNewer() {
    flush();
    a.renew();
    b.renew();
    SessionKey older = key("alice", "phone", 1);
    SessionKey newer = key("alice", "phone", 2);
    Eventually.eventually(
        PATIENCE,
        () -> {
          await(a.sessions().refresh(List.of(older)));
          await(b.sessions().refresh(List.of(newer)));
          assertTrue(pulse(a, older).replaced());
        });
    assertEquals(2, sessionOf("alice"));
  }

  @Test
  void aPulseTellsWhatMovedInTheOrderAsked() {
    leave(new News("alice", "d:alice:bob", 7, 700), new News("carol", "d:carol:dave", 1, 100));
    List<Pulse> told =
        await(
            a.sessions()
                .pulse(
                    List.of(
                        key("bob", "phone", 1),
                        key("alice", "phone", 2),
                        key("carol", "phone", 3),
                        key("alice", "laptop", 4))));
    assertEquals(4, told.size());
    assertEquals(List.of(), told.get(0).heads());
    ConversationHead ofAlice = told.get(1).heads().getFirst();
    assertEquals("d:alice:bob", ofAlice.getConversation());
    assertEquals(7, ofAlice.getHead().getSeq());
    assertEquals(700, ofAlice.getHead().getMessageId());
    assertEquals("d:carol:dave", told.get(2).heads().getFirst().getConversation());
    assertEquals(told.get(1), told.get(3));
  }

  @Test
  void aReplayDoesNotLowerTheNews() {
    leave(new News("alice", "d:alice:bob", 16, 9), new News("alice", "d:alice:bob", 15, 8));
    leave(new News("alice", "d:alice:bob", 9, 3), new News("alice", "d:alice:carol", 1, 20));
    List<ConversationHead> told = heads(key("alice", "phone", 1));
    assertEquals(
        List.of("d:alice:carol", "d:alice:bob"),
        told.stream().map(ConversationHead::getConversation).toList(),
        "newest first");
    assertEquals(16, told.getLast().getHead().getSeq());
  }

  @Test
  void newsAreToldForTwoMinutesAndNotForTen() {
    leave(new News("alice", "d:alice:bob", 7, 700));
    clock.advance(Duration.ofMinutes(2));
    assertEquals(1, heads(key("alice", "phone", 1)).size());
    clock.advance(Duration.ofMinutes(8));
    assertEquals(List.of(), heads(key("alice", "phone", 1)));
  }

  @Test
  void anEdgeIsToldWhereAUserIs() {
    register(b, key("alice", "phone", 1));
    assertEquals(locate("alice"), await(a.sessions().sessionsOf("alice")));
    assertEquals(List.of(), await(a.sessions().sessionsOf("nobody")));
  }

  @Test
  void anEdgeWithoutASlotRegistersNobody() {
    TestEdge c = edge();
    assertThrows(CompletionException.class, () -> register(c, key("alice", "phone", 1)));
  }

  @Test
  void everyEdgeHasASlotOfItsOwnAndOneMoreHasToWait() {
    TestEdge c = edge();
    TestEdge d = edge();
    int slot = await(c.slot().acquire(SlotEvents.IGNORED));
    CompletionStage<Integer> waiting = d.slot().acquire(SlotEvents.IGNORED);
    d.renew();
    assertFalse(waiting.toCompletableFuture().isDone());
    await(c.slot().release());
    Eventually.eventually(
        PATIENCE,
        () -> {
          d.renew();
          assertTrue(waiting.toCompletableFuture().isDone());
        });
    assertEquals(slot, await(waiting));
  }

  @Test
  void theLossOfTheRegistryIsToldAndHealedByARefresh() {
    SlotEvents events = new SlotEvents();
    TestEdge c = edge();
    int slot = await(c.slot().acquire(events));
    register(c, key("alice", "phone", 1));
    assertEquals(1, sessionOf("alice"));
    flush();
    Eventually.eventually(
        PATIENCE,
        () -> {
          c.renew();
          assertEquals(List.of("lost"), events.told());
        });
    await(c.sessions().refresh(List.of(key("alice", "phone", 1))));
    assertEquals(List.of(new SessionAddress("phone", slot, 1)), locate("alice"));
    c.renew();
    assertEquals(List.of("lost"), events.told(), "once");
  }

  @Test
  void aRegistryWithoutEdgesCannotBeAskedAndTheSlotsThatWereStayKnown() {
    assertEquals(List.of(), locate("alice"));
    Set<Integer> known = lookup().lastKnownSlots();
    assertEquals(2, known.size());
    await(a.slot().release());
    await(b.slot().release());
    assertThrows(CompletionException.class, () -> locate("alice"));
    assertEquals(known, lookup().lastKnownSlots());
  }

  @Test
  void anEdgeWhoseSlotWasTakenMovesAndItsOldEntriesLeadNowhere() {
    SlotEvents events = new SlotEvents();
    TestEdge c = edge();
    int slot = await(c.slot().acquire(events));
    register(c, key("alice", "phone", 1));
    await(b.slot().release());
    // the only free slots are b's and, whenever it has lapsed, c's
    TestEdge d = edge();
    TestEdge e = edge();
    await(d.slot().acquire(SlotEvents.IGNORED));
    CompletionStage<Integer> taking = e.slot().acquire(SlotEvents.IGNORED);
    Eventually.eventually(
        PATIENCE,
        () -> {
          c.lapse();
          e.renew();
          assertTrue(taking.toCompletableFuture().isDone());
        });
    assertEquals(slot, await(taking));
    assertEquals(List.of(), locate("alice"));
    await(d.slot().release());
    Eventually.eventually(
        PATIENCE,
        () -> {
          c.renew();
          assertTrue(events.told().getLast().startsWith("moved"), events.told()::toString);
        });
    await(c.sessions().refresh(List.of(key("alice", "phone", 1))));
    assertEquals(1, sessionOf("alice"));
    assertEquals("moved " + locate("alice").getFirst().slot(), events.told().getLast());
    assertNotEquals(slot, locate("alice").getFirst().slot());
  }
}
