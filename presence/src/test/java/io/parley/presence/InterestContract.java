package io.parley.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.parley.presence.SessionLookup.ChannelNews;
import io.parley.presence.SessionLookup.Located;
import io.parley.presence.SessionLookup.News;
import io.parley.presence.SessionLookup.Wanted;
import io.parley.protocol.v1.Head;
import io.parley.testing.Eventually;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/// What every registry must do for channels, beside what it does for sessions.
abstract class InterestContract extends RegistryContract {
  Set<Integer> interested(String channel) {
    return located(channel).channels().getOrDefault(channel, Set.of());
  }

  static void add(TestEdge edge, String... channels) {
    await(edge.interest().add(List.of(channels)));
  }

  static Map<String, Head> pulseChannels(TestEdge edge, String... channels) {
    return await(edge.interest().pulse(List.of(channels)));
  }

  private void leave(ChannelNews... news) {
    assertEquals(
        Located.NOWHERE,
        await(lookup().locate(new Wanted(Set.of(), Set.of(), List.of(), List.of(news)))));
  }

  private Located located(String... channels) {
    return await(lookup().locate(new Wanted(Set.of(), Set.of(channels), List.of(), List.of())));
  }

  @Test
  void aChannelLeadsToTheEdgesThatAreInterested() {
    add(a, "c:1", "c:2");
    add(b, "c:2");
    assertEquals(
        Map.of("c:1", Set.of(slotOf(a)), "c:2", Set.of(slotOf(a), slotOf(b))),
        located("c:1", "c:2", "c:3").channels());
    assertEquals(2, lookup().lastKnownSlots().size());
  }

  @Test
  void usersAndChannelsAreLocatedTogether() {
    register(a, key("alice", "phone", 1));
    add(b, "c:1");
    Located located =
        await(
            lookup()
                .locate(
                    new Wanted(
                        Set.of("alice"),
                        Set.of("c:1"),
                        List.of(new News("alice", "d:alice:bob", 1, 10)),
                        List.of(new ChannelNews("c:1", 2, 20)))));
    assertEquals(Set.of("alice"), located.sessions().keySet());
    assertEquals(Map.of("c:1", Set.of(slotOf(b))), located.channels());
    assertEquals(1, heads(key("alice", "phone", 1)).size());
    assertEquals(Map.of("c:1", head(2, 20)), pulseChannels(b, "c:1"));
  }

  @Test
  void droppingAnInterestIsDroppingOnesOwn() {
    add(a, "c:1", "c:2");
    add(b, "c:1");
    await(a.interest().drop(List.of("c:1", "c:3")));
    assertEquals(Set.of(slotOf(b)), interested("c:1"));
    assertEquals(Set.of(slotOf(a)), interested("c:2"));
    await(b.interest().drop(List.of("c:1")));
    await(b.interest().drop(List.of("c:1")));
    assertEquals(Map.of(), located("c:1").channels());
  }

  @Test
  void callsAboutAChannelTakeEffectInTheOrderMade() {
    for (int i = 0; i < 20; i++) {
      CompletionStage<Void> first = a.interest().add(List.of("c:1"));
      CompletionStage<Void> second = a.interest().drop(List.of("c:1", "c:2"));
      CompletionStage<Void> third = a.interest().add(List.of("c:2"));
      await(first);
      await(second);
      await(third);
      assertEquals(Set.of("c:2"), located("c:1", "c:2").channels().keySet());
      await(a.interest().drop(List.of("c:2")));
    }
  }

  @Test
  void aPulsePutsBackAnInterestThatIsMissing() {
    assertEquals(Map.of(), pulseChannels(a, "c:1"));
    assertEquals(Set.of(slotOf(a)), interested("c:1"));
    pulseChannels(a, "c:1");
    assertEquals(Set.of(slotOf(a)), interested("c:1"));
    assertEquals(Map.of(), await(a.interest().pulse(List.of())));
  }

  @Test
  void aPulseTellsWhereChannelsStandAndAReplayDoesNotLowerIt() {
    leave(
        new ChannelNews("c:1", 16, 900),
        new ChannelNews("c:1", 15, 800),
        new ChannelNews("c:2", 3, 70));
    leave(new ChannelNews("c:1", 9, 300));
    assertEquals(
        Map.of("c:1", head(16, 900), "c:2", head(3, 70)), pulseChannels(a, "c:1", "c:2", "c:3"));
    assertEquals(Map.of("c:2", head(3, 70)), pulseChannels(b, "c:2"));
  }

  @Test
  void theInterestOfAnEdgeThatLeftLeadsNowhereAtOnce() {
    add(a, "c:1");
    add(b, "c:1");
    int slot = slotOf(a);
    await(b.slot().release());
    assertEquals(Set.of(slot), interested("c:1"));
  }

  @Test
  void theNextTenantOfASlotHasItsInterestAndNotTheOneBefore() {
    TestEdge c = edge();
    int slot = slotOf(c);
    add(c, "c:1", "c:2");
    await(c.slot().release());
    TestEdge d = edge();
    assertEquals(slot, slotOf(d));
    assertEquals(Set.of(), interested("c:1"));
    add(d, "c:2");
    assertEquals(Set.of(slot), interested("c:2"));
    pulseChannels(a, "c:1");
    assertEquals(Set.of(slotOf(a)), interested("c:1"));
  }

  @Test
  void anEdgeWithoutASlotIsInterestedInNothing() {
    TestEdge c = edge();
    assertThrows(CompletionException.class, () -> add(c, "c:1"));
    assertThrows(CompletionException.class, () -> pulseChannels(c, "c:1"));
    assertEquals(Set.of(), interested("c:1"));
  }

  @Test
  void theLossOfTheRegistryTakesInterestAndAddingAgainHealsIt() {
    SlotEvents events = new SlotEvents();
    TestEdge c = edge();
    int slot = await(c.slot().acquire(events));
    add(c, "c:1", "c:2");
    flush();
    Eventually.eventually(
        PATIENCE,
        () -> {
          c.renew();
          assertEquals(List.of("lost"), events.told());
        });
    assertEquals(Set.of(), interested("c:1"));
    add(c, "c:1", "c:2");
    assertEquals(Set.of(slot), interested("c:1"));
    assertEquals(Set.of(slot), interested("c:2"));
  }
}
