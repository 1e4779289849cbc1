package io.parley.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.presence.SessionLookup;
import io.parley.presence.SessionLookup.Located;
import io.parley.presence.SessionLookup.News;
import io.parley.presence.SessionLookup.Wanted;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class CompanyTest {
  private final Registry registry = new Registry();
  private final Metrics metrics = new Metrics();
  private final ArrayDeque<Runnable> afterPatience = new ArrayDeque<>();
  private final Company company = new Company(registry, metrics, afterPatience::add);

  private static final class Metrics implements RouterMetrics {
    int patienceLost;

    @Override
    public void lostPatience() {
      patienceLost++;
    }
  }

  /// Notes what it was asked, and answers when told.
  private static final class Registry implements SessionLookup {
    final List<Set<String>> asked = new ArrayList<>();
    CompletableFuture<Located> answer = new CompletableFuture<>();
    boolean broken;

    @Override
    public CompletionStage<Located> locate(Wanted wanted) {
      asked.add(wanted.users());
      if (broken) {
        throw new IllegalStateException("broken");
      }
      return answer;
    }

    @Override
    public Set<Integer> lastKnownSlots() {
      return Set.of(7);
    }
  }

  private Company.Member begin() {
    return company.join(1);
  }

  private static CompletableFuture<Located> stored(Company.Member member, String user) {
    Wanted wanted =
        new Wanted(Set.of(user), Set.of(), List.of(new News(user, "d:a:b", 1, 2)), List.of());
    return member.locate(wanted).toCompletableFuture();
  }

  @Test
  void whoIsAloneAsksAtOnce() {
    CompletableFuture<Located> answer = stored(begin(), "ann");
    assertEquals(List.of(Set.of("ann")), registry.asked);
    registry.answer.complete(Located.NOWHERE);
    assertEquals(Located.NOWHERE, answer.join());
  }

  @Test
  void thoseWhoBeganTogetherAskTogetherWhenTheLastHasStored() {
    Company.Member ann = begin();
    Company.Member bob = begin();
    Company.Member cy = begin();
    CompletableFuture<Located> toBob = stored(bob, "bob");
    CompletableFuture<Located> toAnn = stored(ann, "ann");
    assertEquals(List.of(), registry.asked);
    CompletableFuture<Located> toCy = stored(cy, "cy");
    assertEquals(List.of(Set.of("bob", "ann", "cy")), registry.asked);
    assertFalse(toBob.isDone());
    registry.answer.complete(Located.NOWHERE);
    assertTrue(toAnn.isDone() && toBob.isDone() && toCy.isDone());
  }

  @Test
  void whoBeginsAfterTheFirstHasStoredIsNotWaitedFor() {
    Company.Member ann = begin();
    Company.Member bob = begin();
    CompletableFuture<Located> _ = stored(ann, "ann");
    Company.Member late = begin();
    CompletableFuture<Located> _ = stored(bob, "bob");
    assertEquals(List.of(Set.of("ann", "bob")), registry.asked);
    CompletableFuture<Located> _ = stored(late, "late");
    assertEquals(Set.of("late"), registry.asked.getLast());
  }

  @Test
  void whoStepsOutIsNotWaitedForAndAsksByItself() {
    Company.Member ann = begin();
    Company.Member bob = begin();
    CompletableFuture<Located> _ = stored(ann, "ann");
    bob.stepOut();
    assertEquals(List.of(Set.of("ann")), registry.asked);
    CompletableFuture<Located> _ = stored(bob, "bob");
    assertEquals(Set.of("bob"), registry.asked.getLast());
  }

  @Test
  void toStepOutTwiceOrAfterAskingChangesNothing() {
    Company.Member ann = begin();
    Company.Member bob = begin();
    Company.Member cy = begin();
    bob.stepOut();
    bob.stepOut();
    CompletableFuture<Located> _ = stored(ann, "ann");
    ann.stepOut();
    assertEquals(List.of(), registry.asked, "cy stores still");
    CompletableFuture<Located> _ = stored(cy, "cy");
    assertEquals(List.of(Set.of("ann", "cy")), registry.asked);
  }

  @Test
  void roundWithMuchToStoreGoesByItself() {
    Company.Member small = company.join(Company.SMALL);
    Company.Member large = company.join(Company.SMALL + 1);
    CompletableFuture<Located> _ = stored(small, "small");
    assertEquals(List.of(Set.of("small")), registry.asked);
    Company.Member other = company.join(Company.SMALL);
    CompletableFuture<Located> _ = stored(large, "large");
    assertEquals(Set.of("large"), registry.asked.getLast());
    CompletableFuture<Located> _ = stored(other, "other");
    assertEquals(3, registry.asked.size());
  }

  @Test
  void nobodyWaitsForLongerThanTwicePatience() {
    Company.Member ann = begin();
    Company.Member bob = begin();
    Company.Member cy = begin();
    CompletableFuture<Located> toAnn = stored(ann, "ann");
    assertEquals(1, afterPatience.size());
    afterPatience.remove().run();
    assertEquals(List.of(), registry.asked, "she may have begun to wait just now");
    afterPatience.remove().run();
    assertEquals(List.of(Set.of("ann")), registry.asked);
    assertEquals(1, metrics.patienceLost);
    registry.answer.complete(Located.NOWHERE);
    assertTrue(toAnn.isDone());

    assertTrue(stored(bob, "bob").isDone());
    cy.stepOut();
    assertEquals(List.of(Set.of("ann"), Set.of("bob")), registry.asked);
    assertEquals(0, afterPatience.size(), "nobody waits any more");
  }

  @Test
  void whoHadCompanyInTimeIsLeftAlone() {
    Company.Member ann = begin();
    Company.Member bob = begin();
    CompletableFuture<Located> _ = stored(ann, "ann");
    CompletableFuture<Located> _ = stored(bob, "bob");
    afterPatience.remove().run();
    assertEquals(0, afterPatience.size());
    assertEquals(0, metrics.patienceLost);
    assertEquals(1, registry.asked.size());
  }

  @Test
  void allHearOfAFailureHoweverItComes() {
    Company.Member ann = begin();
    Company.Member bob = begin();
    registry.answer.completeExceptionally(new IllegalStateException("away"));
    CompletableFuture<Located> toAnn = stored(ann, "ann");
    CompletableFuture<Located> toBob = stored(bob, "bob");
    assertTrue(toAnn.isCompletedExceptionally() && toBob.isCompletedExceptionally());

    registry.broken = true;
    Company.Member cy = begin();
    Company.Member dee = begin();
    CompletableFuture<Located> toCy = stored(cy, "cy");
    dee.stepOut();
    assertTrue(toCy.isCompletedExceptionally());
    assertEquals(Set.of(7), company.lastKnownSlots());
  }
}
