package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.edge.EdgeMetrics;
import io.parley.presence.ChannelInterest;
import io.parley.protocol.v1.Head;
import io.parley.testing.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Against a registry that answers when told to.
class InterestsTest {
  private static final String NEWS = "c:news";

  private final ManualClock clock = ManualClock.atStart();
  private final AskedRegistry registry = new AskedRegistry();
  private final ChannelWatch watch = new ChannelWatch(registry, clock::nanoTime);
  private final Held held = new Held();
  private final Interests interests = new Interests(registry, watch, clock::nanoTime, held);

  private static final class Held implements EdgeMetrics {
    int channels;

    @Override
    public void channelsHeld(int by) {
      channels += by;
    }
  }

  private record Asked(String call, List<String> channels, CompletableFuture<Void> answer) {
    void succeed() {
      answer.complete(null);
    }

    void fail() {
      answer.completeExceptionally(new IllegalStateException("no answer"));
    }
  }

  private static final class AskedRegistry implements ChannelInterest {
    private final List<Asked> asked = new ArrayList<>();
    Map<String, Head> heads = Map.of();

    /// The one call that was made.
    Asked take() {
      assertEquals(1, asked.size(), asked::toString);
      return asked.removeFirst();
    }

    private CompletionStage<Void> ask(String call, Collection<String> channels) {
      Asked one = new Asked(call, List.copyOf(channels), new CompletableFuture<>());
      asked.add(one);
      return one.answer();
    }

    @Override
    public CompletionStage<Void> add(Collection<String> channels) {
      return ask("add", channels);
    }

    @Override
    public CompletionStage<Void> drop(Collection<String> channels) {
      return ask("drop", channels);
    }

    @Override
    public CompletionStage<Map<String, Head>> pulse(Collection<String> channels) {
      return ask("pulse", channels).thenApply(_ -> heads);
    }
  }

  private CompletableFuture<Boolean> confirmed(String... channels) {
    return interests.confirmed(List.of(channels)).toCompletableFuture();
  }

  private void tickAfter(Duration time) {
    clock.advance(time);
    interests.tick();
  }

  @Test
  void allThatComeWhileItIsAddedWaitForTheSameCall() {
    interests.hold(List.of(NEWS));
    CompletableFuture<Boolean> first = confirmed(NEWS);
    interests.hold(List.of(NEWS));
    CompletableFuture<Boolean> second = confirmed(NEWS);
    assertFalse(first.isDone());
    Asked add = registry.take();
    assertEquals("add", add.call());
    add.succeed();
    assertTrue(first.join());
    assertTrue(second.join());
    assertTrue(confirmed(NEWS).join(), "at once");
    assertEquals(List.of(), registry.asked);
  }

  /// As if another event loop held the lock for as long.
  @Test
  void whoIsInNoChannelWaitsForNoOtherEventLoop() {
    SteppedEdge edge = new SteppedEdge("");
    synchronized (edge.channels.interests()) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(10),
          () -> {
            SteppedSocket phone = edge.welcomed(1, "alice/phone");
            phone.leave();
          });
    }
  }

  @Test
  void whatCannotBeAddedIsOwedUntilItIsAndToldThen() {
    interests.hold(List.of(NEWS));
    CompletableFuture<Boolean> waits = confirmed(NEWS);
    registry.take().fail();
    assertFalse(waits.join());
    assertTrue(owes(NEWS));
    assertFalse(confirmed(NEWS).join(), "nobody waits for the next attempt");
    tickAfter(Duration.ofSeconds(1));
    assertEquals(List.of(), interests.late());
    registry.take().succeed();
    assertEquals(List.of(NEWS), interests.late());
    assertTrue(owes(NEWS), "not told yet");
    interests.settled(List.of(NEWS));
    assertFalse(owes(NEWS));
    assertFalse(owes("c:other"));
  }

  private boolean owes(String channel) {
    return interests.owes(() -> List.of(channel));
  }

  @Test
  void oneThatNobodyHoldsAnyMoreIsDroppedAfterAWhile() {
    interests.hold(List.of(NEWS));
    registry.take().succeed();
    interests.release(List.of(NEWS));
    tickAfter(Duration.ofSeconds(29));
    assertEquals(List.of(), registry.asked);
    assertEquals(1, held.channels);
    tickAfter(Duration.ofSeconds(1));
    Asked drop = registry.take();
    assertEquals("drop", drop.call());
    drop.succeed();
    assertEquals(0, held.channels);
    assertTrue(confirmed(NEWS).join(), "nobody has to wait for it");
  }

  @Test
  void whoReconnectsInTimeCostsNothing() {
    interests.hold(List.of(NEWS));
    registry.take().succeed();
    interests.release(List.of(NEWS));
    tickAfter(Duration.ofSeconds(29));
    interests.hold(List.of(NEWS));
    tickAfter(Duration.ofMinutes(5));
    assertTrue(confirmed(NEWS).join());
    assertEquals(List.of(), registry.asked);
  }

  @Test
  void whoComesWhileItIsDroppedWaitsUntilItIsAddedAgain() {
    interests.hold(List.of(NEWS));
    registry.take().succeed();
    interests.release(List.of(NEWS));
    tickAfter(Duration.ofSeconds(30));
    Asked drop = registry.take();
    interests.hold(List.of(NEWS));
    CompletableFuture<Boolean> waits = confirmed(NEWS);
    assertEquals(List.of(), registry.asked, "one call at a time");
    drop.succeed();
    assertFalse(waits.isDone());
    registry.take().succeed();
    assertTrue(waits.join());
  }

  @Test
  void aLostRegistryIsToldOfAllThatHaveMembers() {
    List<String> channels = IntStream.range(0, 1_200).mapToObj(i -> "c:" + i).toList();
    interests.hold(channels);
    List.copyOf(registry.asked).forEach(Asked::succeed);
    assertEquals(3, registry.asked.size(), "so many at a time");
    registry.asked.clear();
    interests.release(List.of("c:7"));
    interests.lost();
    CompletableFuture<Void> restored = interests.restore().toCompletableFuture();
    int told = 0;
    while (!restored.isDone()) {
      Asked add = registry.take();
      assertEquals("add", add.call());
      assertFalse(add.channels().contains("c:7"));
      told += add.channels().size();
      add.succeed();
    }
    assertFalse(restored.isCompletedExceptionally());
    assertEquals(1_199, told);
    assertTrue(confirmed("c:0", "c:1199").join());
  }

  @Test
  void aLossWhileOneIsAddedHasItAddedOnceMore() {
    interests.hold(List.of(NEWS));
    CompletableFuture<Boolean> waits = confirmed(NEWS);
    interests.lost();
    CompletableFuture<Void> restored = interests.restore().toCompletableFuture();
    registry.take().succeed();
    assertFalse(waits.isDone());
    assertFalse(restored.isDone());
    registry.take().succeed();
    assertTrue(waits.join());
    assertTrue(restored.isDone());
  }

  @Test
  void whatComesWhileTheyAreRestoredDoesNotHoldThemUp() {
    interests.hold(List.of(NEWS));
    registry.take().succeed();
    interests.lost();
    CompletableFuture<Void> restored = interests.restore().toCompletableFuture();
    Asked again = registry.take();
    interests.hold(List.of("c:other"));
    again.succeed();
    assertTrue(restored.isDone());
    assertEquals(List.of("c:other"), registry.take().channels());
  }

  @Test
  void whatCannotBeRestoredIsSaid() {
    interests.hold(List.of(NEWS));
    registry.take().succeed();
    interests.lost();
    CompletableFuture<Void> restored = interests.restore().toCompletableFuture();
    registry.take().fail();
    assertTrue(restored.isCompletedExceptionally());
  }

  @Test
  void aMessageOfAChannelThatNobodyIsInHasItDropped() {
    assertFalse(interests.heard("c:stray"));
    assertFalse(interests.heard("c:stray"));
    tickAfter(Duration.ofSeconds(30));
    Asked drop = registry.take();
    assertEquals("drop", drop.call());
    assertEquals(List.of("c:stray"), drop.channels());
    drop.succeed();
    assertEquals(0, held.channels);
  }

  @Test
  void straysAreBounded() {
    IntStream.range(0, 5_000).forEach(i -> interests.heard("c:" + i));
    assertEquals(1_000, held.channels);
  }

  @Test
  void anEdgeThatEndsGivesUpNothingByItself() {
    interests.hold(List.of(NEWS));
    registry.take().succeed();
    interests.leaving();
    interests.release(List.of(NEWS));
    tickAfter(Duration.ofMinutes(1));
    assertEquals(List.of(), registry.asked);
  }

  // ---- whether messages get here ----

  private static Head head(long seq) {
    return Head.newBuilder().setSeq(seq).setMessageId(seq * 10).build();
  }

  private void pulse(long seq) {
    registry.heads = Map.of(NEWS, head(seq));
    watch.tick();
    Asked pulse = registry.take();
    assertEquals("pulse", pulse.call());
    pulse.succeed();
  }

  private void holdAndPulse(long seq) {
    interests.hold(List.of(NEWS));
    registry.take().succeed();
    pulse(seq);
  }

  @Test
  void itIsAskedForTwiceAMinute() {
    holdAndPulse(4);
    for (int second = 1; second < 30; second++) {
      clock.advance(Duration.ofSeconds(1));
      watch.tick();
    }
    assertEquals(List.of(), registry.asked);
    clock.advance(Duration.ofSeconds(1));
    pulse(4);
    assertEquals(Map.of(), watch.overdue());
  }

  @Test
  void aHeadThatNothingDeliveredComesUpToIsOverdueAfterAWhileAndOnce() {
    holdAndPulse(4);
    clock.advance(Duration.ofSeconds(30));
    pulse(6);
    watch.seen(NEWS, 5);
    clock.advance(Duration.ofSeconds(4));
    assertEquals(Map.of(), watch.overdue());
    clock.advance(Duration.ofSeconds(1));
    assertEquals(Map.of(NEWS, head(6)), watch.overdue());
    assertEquals(Map.of(), watch.overdue());
    clock.advance(Duration.ofSeconds(30));
    pulse(6);
    clock.advance(Duration.ofSeconds(10));
    assertEquals(Map.of(), watch.overdue());
  }

  @Test
  void aHeadWhoseDeliveryWasOnItsWayIsNot() {
    holdAndPulse(4);
    clock.advance(Duration.ofSeconds(30));
    pulse(6);
    watch.seen(NEWS, 6);
    clock.advance(Duration.ofSeconds(10));
    assertEquals(Map.of(), watch.overdue());
  }

  @Test
  void oneThatIsDroppedIsAskedForNoMore() {
    holdAndPulse(4);
    interests.release(List.of(NEWS));
    tickAfter(Duration.ofSeconds(30));
    registry.take().succeed();
    watch.tick();
    assertEquals(List.of(), registry.asked);
  }

  @Test
  void aPulseThatFailsIsNotTheLast() {
    holdAndPulse(4);
    clock.advance(Duration.ofSeconds(30));
    watch.tick();
    registry.take().fail();
    clock.advance(Duration.ofSeconds(30));
    pulse(6);
    clock.advance(Duration.ofSeconds(5));
    assertEquals(Map.of(NEWS, head(6)), watch.overdue());
  }

  @Test
  void veryManyAreAskedForASliceASecond() {
    List<String> channels = IntStream.range(0, 2_000).mapToObj(i -> "c:" + i).toList();
    interests.hold(channels);
    List.copyOf(registry.asked).forEach(Asked::succeed);
    registry.asked.clear();
    List<String> pulsed = new ArrayList<>();
    for (int second = 0; second < 10; second++) {
      watch.tick();
      if (!registry.asked.isEmpty()) {
        Asked pulse = registry.take();
        assertEquals(500, pulse.channels().size());
        pulsed.addAll(pulse.channels());
        pulse.succeed();
      }
      clock.advance(Duration.ofSeconds(1));
    }
    assertEquals(2_000, pulsed.size());
    assertEquals(2_000, pulsed.stream().distinct().count());
  }
}
