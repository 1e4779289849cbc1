package io.parley.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.protocol.v1.Command;
import io.parley.router.core.Given;
import io.parley.runtime.kafka.StartPosition;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// Two partitions of a lane, and when the one waits for the other.
class PartitionsInStepTest extends OnePartition {
  private static final String TO_BOB = Given.ANN_AND_BOB.text();
  private static final String TO_CY = "d:ann:cy";

  private final OwnThread lane = new OwnThread();
  private final RouterTools tools = tools(10_000);
  private final PartitionRouter first = partition(Given.PARTITION);
  private final PartitionRouter second = partition(Given.PARTITION + 1);
  private final CompletableFuture<Void> disk = new CompletableFuture<>();
  private final CompletableFuture<Void> stuck = new CompletableFuture<>();

  private PartitionRouter partition(int partition) {
    return new PartitionRouter(partition, new StartPosition(0, ""), lane, tools);
  }

  private CompletableFuture<String> decide(PartitionRouter partition, Command.Builder command) {
    return partition.decide(records(command)).toCompletableFuture();
  }

  /// So that neither has to load what it is asked for later.
  private void bothKnowTheirConversations() {
    assertTrue(decide(first, send(TO_BOB, "ann", "a")).isDone());
    assertTrue(decide(second, send(TO_CY, "ann", "a")).isDone());
    assertEquals(2, outside.count("locate"));
  }

  /// The first stores; and the second what takes for ever.
  private CompletableFuture<String> whileSecondIsStuckWith(Command.Builder command) {
    outside.disk = stuck;
    assertFalse(decide(second, command).isDone());
    outside.disk = disk;
    CompletableFuture<String> done = decide(first, send(TO_BOB, "ann", "b"));
    disk.complete(null);
    return done;
  }

  @Test
  void thoseThatBeginTogetherLookUpTogether() {
    bothKnowTheirConversations();
    outside.disk = disk;
    CompletableFuture<String> one = decide(first, send(TO_BOB, "ann", "b"));
    CompletableFuture<String> other = decide(second, send(TO_CY, "ann", "b"));
    disk.complete(null);
    assertTrue(one.isDone() && other.isDone());
    assertEquals(3, outside.count("locate"));
    assertEquals(Set.of("ann", "bob", "cy"), outside.wanted.getLast().users());
  }

  @Test
  void oneWaitsForTheWritesOfTheOtherUntilTheyFail() {
    bothKnowTheirConversations();
    CompletableFuture<String> done = whileSecondIsStuckWith(send(TO_CY, "ann", "b"));
    assertFalse(done.isDone());
    stuck.completeExceptionally(new IllegalStateException("full"));
    assertTrue(done.isDone() && !done.isCompletedExceptionally());
  }

  @Test
  void nobodyWaitsForOneThatHasToLoad() {
    bothKnowTheirConversations();
    assertTrue(whileSecondIsStuckWith(send("d:ann:dee", "ann", "a")).isDone());
  }

  @Test
  void nobodyWaitsForOneThatHasToAsk() {
    bothKnowTheirConversations();
    assertTrue(decide(second, createChannel("ann")).isDone());
    outside.standingsKnown = stuck;
    CompletableFuture<String> asking = decide(second, join("cy"));
    assertTrue(decide(first, send(TO_BOB, "ann", "b")).isDone());
    assertFalse(asking.isDone());
  }

  @Test
  void nobodyWaitsForAChangeOfMembers() {
    bothKnowTheirConversations();
    assertTrue(decide(second, createGroup("ann", "bob")).isDone());
    assertTrue(whileSecondIsStuckWith(add(GROUP, "ann", "cy")).isDone());
  }

  @Test
  void nobodyWaitsForMoreConversationsThanGoSideBySide() {
    bothKnowTheirConversations();
    assertTrue(decide(second, send("d:ann:dee", "ann", "a")).isDone());
    assertTrue(decide(second, send("d:ann:eve", "ann", "a")).isDone());
    outside.disk = stuck;
    CompletableFuture<String> waves =
        second
            .decide(
                records(
                    send(TO_CY, "ann", "b"),
                    send("d:ann:dee", "ann", "b"),
                    send("d:ann:eve", "ann", "b")))
            .toCompletableFuture();
    outside.disk = disk;
    CompletableFuture<String> done = decide(first, send(TO_BOB, "ann", "b"));
    disk.complete(null);
    assertTrue(done.isDone());
    assertFalse(waves.isDone());
  }
}
