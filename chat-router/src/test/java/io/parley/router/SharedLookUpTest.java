package io.parley.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.presence.SessionAddress;
import io.parley.presence.SessionLookup;
import io.parley.presence.SessionLookup.ChannelNews;
import io.parley.presence.SessionLookup.Located;
import io.parley.presence.SessionLookup.News;
import io.parley.presence.SessionLookup.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class SharedLookUpTest {
  private static final Located ANSWER =
      new Located(
          Map.of("ann", List.of(new SessionAddress("phone", 1, 2))), Map.of("c:x", Set.of(1)));

  private final OwnThread lane = new OwnThread();
  private final Registry registry = new Registry();
  private final SharedLookUp shared = new SharedLookUp(registry, lane);

  /// Notes what it was asked, and answers when told.
  private static final class Registry implements SessionLookup {
    final List<Wanted> asked = new ArrayList<>();
    final List<CompletableFuture<Located>> answers = new ArrayList<>();

    @Override
    public CompletionStage<Located> locate(Wanted wanted) {
      asked.add(wanted);
      CompletableFuture<Located> answer = new CompletableFuture<>();
      answers.add(answer);
      return answer;
    }

    @Override
    public Set<Integer> lastKnownSlots() {
      return Set.of(7);
    }
  }

  private CompletableFuture<Located> ask(String user) {
    Wanted wanted =
        new Wanted(
            Set.of(user),
            Set.of("c:" + user),
            List.of(new News(user, "d:a:b", 1, 2)),
            List.of(new ChannelNews("c:" + user, 3, 4)));
    CompletableFuture<Located> heard = new CompletableFuture<>();
    lane.execute(() -> {
      CompletionStage<?> _ =
          shared
              .locate(wanted)
              .whenComplete((answer, failure) -> {
                if (failure == null) {
                  heard.complete(answer);
                } else {
                  heard.completeExceptionally(failure);
                }
              });
    });
    return heard;
  }

  @Test
  void whoComesAloneIsLookedUpAtOnce() {
    CompletableFuture<Located> heard = ask("ann");
    assertEquals(Set.of("ann"), registry.asked.getFirst().users());
    registry.answers.getFirst().complete(ANSWER);
    assertEquals(ANSWER, heard.join());
    CompletableFuture<?> _ = ask("bob");
    assertEquals(2, registry.asked.size());
  }

  @Test
  void whoComesWhileOthersAreUnderWayIsLookedUpTogether() {
    CompletableFuture<?> _ = ask("ann");
    CompletableFuture<?> cy = ask("cy");
    CompletableFuture<?> dee = ask("dee");
    assertEquals(1, registry.asked.size());
    registry.answers.getFirst().complete(ANSWER);
    Wanted together = registry.asked.getLast();
    assertEquals(Set.of("cy", "dee"), together.users());
    assertEquals(Set.of("c:cy", "c:dee"), together.channels());
    assertEquals(2, together.news().size());
    assertEquals(2, together.channelNews().size());
    assertFalse(cy.isDone());
    registry.answers.getLast().complete(ANSWER);
    assertEquals(ANSWER, cy.join());
    assertEquals(ANSWER, dee.join());
    assertEquals(2, registry.asked.size());
  }

  @Test
  void failureIsToldToAllWhoAskedTogetherAndTheNextAskAgain() {
    CompletableFuture<?> ann = ask("ann");
    CompletableFuture<?> cy = ask("cy");
    registry.answers.getFirst().completeExceptionally(new IllegalStateException("away"));
    assertTrue(ann.isCompletedExceptionally());
    registry.answers.getLast().completeExceptionally(new IllegalStateException("away"));
    assertTrue(cy.isCompletedExceptionally());
    CompletableFuture<?> _ = ask("dee");
    assertEquals(Set.of("dee"), registry.asked.getLast().users());
    assertEquals(Set.of(7), shared.lastKnownSlots());
  }
}
