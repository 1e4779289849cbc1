package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.edge.EdgeMetrics;
import io.parley.edge.log.CommandLog;
import io.parley.history.memory.MemoryInboxes;
import io.parley.presence.SessionRegistry.SessionKey;
import io.parley.presence.memory.MemoryEdge;
import io.parley.presence.memory.MemoryRegistry;
import io.parley.protocol.v1.CloseCode;
import io.parley.protocol.v1.CloseSession;
import io.parley.protocol.v1.Command;
import io.parley.testing.ManualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Closing sockets that are on another edge.
class CloserTest {
  private final ManualClock clock = ManualClock.atStart();
  private final MemoryRegistry registry = new MemoryRegistry(clock, 4);
  private final MemoryEdge here = registry.edge();
  private final MemoryEdge there = registry.edge();
  private final List<Long> told = new ArrayList<>();
  private CompletionStage<Void> outcome = CompletableFuture.completedStage(null);
  private final SessionIndex index = new SessionIndex();
  private final CommandLog log =
      new CommandLog() {
        @Override
        public CompletionStage<Void> append(Command command) {
          throw new AssertionError("nothing is sent");
        }

        @Override
        public CompletionStage<Void> close(int slot, CloseSession session) {
          told.add(session.getSession());
          return outcome;
        }
      };
  private final Reads reads = MemoryReads.empty();
  private final UnaskedHeads heads =
      new UnaskedHeads(
          reads, new ChannelLooks(new MemoryInboxes(), 10, clock), 10, EdgeMetrics.NONE);
  private final Registrations registrations =
      new Registrations(
          here, index, heads, TestChannels.of(clock, heads).interests(), clock, EdgeMetrics.NONE);
  private final Closer closer = new Closer(index, registrations, log, () -> 0);

  @BeforeEach
  void connect() {
    here.slot().acquire(new SilentListener()).toCompletableFuture().join();
    there.slot().acquire(new SilentListener()).toCompletableFuture().join();
    there.register(new SessionKey("alice", "phone", 7)).toCompletableFuture().join();
    there.register(new SessionKey("alice", "tablet", 8)).toCompletableFuture().join();
  }

  private CompletableFuture<Void> close() {
    return closer.close("alice", "phone", CloseCode.CLOSE_UNAUTHENTICATED).toCompletableFuture();
  }

  @Test
  void itIsDoneWhenTheOtherEdgeHasBeenTold() {
    CompletableFuture<Void> slow = new CompletableFuture<>();
    outcome = slow;
    CompletableFuture<Void> done = close();
    assertEquals(List.of(7L), told);
    assertFalse(done.isDone());
    slow.complete(null);
    assertTrue(done.isDone());
  }

  @Test
  void itFailsWhenTheRegistryCannotBeAsked() {
    registry.goAway();
    assertTrue(close().isCompletedExceptionally());
  }

  @Test
  void itFailsWhenTheLogDoesNotTakeIt() {
    outcome = CompletableFuture.failedStage(new IllegalStateException("full"));
    assertTrue(close().isCompletedExceptionally());
  }
}
