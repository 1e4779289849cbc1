package io.parley.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.presence.SessionAddress;
import io.parley.presence.SessionLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class SharedLookUpTest {
  private static final Map<String, List<SessionAddress>> ANSWER =
      Map.of("ann", List.of(new SessionAddress("phone", 1, 2)));

  private final OwnThread lane = new OwnThread();
  private final Registry registry = new Registry();
  private final SharedLookUp shared = new SharedLookUp(registry, lane);

  /// Notes what it was asked, and answers when told.
  private static final class Registry implements SessionLookup {
    final List<Set<String>> asked = new ArrayList<>();
    final List<Integer> news = new ArrayList<>();
    final List<CompletableFuture<Map<String, List<SessionAddress>>>> answers = new ArrayList<>();

    @Override
    public CompletionStage<Map<String, List<SessionAddress>>> locate(
        Set<String> users, List<News> told) {
      asked.add(new TreeSet<>(users));
      news.add(told.size());
      CompletableFuture<Map<String, List<SessionAddress>>> answer = new CompletableFuture<>();
      answers.add(answer);
      return answer;
    }

    @Override
    public Set<Integer> lastKnownSlots() {
      return Set.of(7);
    }
  }

  private CompletableFuture<Map<String, List<SessionAddress>>> ask(String user) {
    CompletableFuture<Map<String, List<SessionAddress>>> heard = new CompletableFuture<>();
    lane.execute(() -> {
      CompletionStage<?> _ =
          shared
              .locate(Set.of(user), List.of(new SessionLookup.News(user, "d:a:b", 1, 2)))
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
    CompletableFuture<Map<String, List<SessionAddress>>> heard = ask("ann");
    assertEquals(List.of(Set.of("ann")), registry.asked);
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
    assertEquals(Set.of("cy", "dee"), registry.asked.getLast());
    assertEquals(2, registry.news.getLast());
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
    assertEquals(Set.of("dee"), registry.asked.getLast());
    assertEquals(Set.of(7), shared.lastKnownSlots());
  }
}
