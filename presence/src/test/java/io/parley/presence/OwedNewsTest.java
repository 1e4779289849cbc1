package io.parley.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.presence.SessionLookup.ChannelNews;
import io.parley.presence.SessionLookup.Located;
import io.parley.presence.SessionLookup.News;
import io.parley.presence.SessionLookup.Wanted;
import io.parley.runtime.Surroundings;
import io.parley.testing.ManualClock;
import io.parley.testing.ManualExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class OwedNewsTest {
  private final ManualClock clock = ManualClock.atStart();
  private final ManualExecutor executor = new ManualExecutor(clock);
  private final FailingLookup registry = new FailingLookup();
  private final OwedNews lookup =
      new OwedNews(
          registry,
          new Surroundings(
              clock,
              clock::nanoTime,
              RandomGeneratorFactory.of("L64X128MixRandom").create(1),
              executor,
              executor),
          RegistryMetrics.NONE,
          3);

  @Test
  void newsOfAFailedLookUpAreLeftOnceTheRegistryAnswers() {
    registry.away = true;
    locate(news("alice", "c1", 1), news("bob", "c1", 1));
    executor.advance(Duration.ofSeconds(3));
    assertEquals(List.of(), registry.left);

    registry.away = false;
    executor.advance(Duration.ofSeconds(1));
    assertEquals(List.of(news("alice", "c1", 1), news("bob", "c1", 1)), registry.left);
    int asked = registry.asked;
    executor.advance(Duration.ofSeconds(10));
    assertEquals(asked, registry.asked, "nothing is owed any more");
  }

  @Test
  void onlyTheNewestOfAConversationIsOwed() {
    registry.away = true;
    locate(news("alice", "c1", 2));
    locate(news("alice", "c1", 1));
    registry.away = false;
    executor.advance(Duration.ofSeconds(1));
    assertEquals(List.of(news("alice", "c1", 2)), registry.left);
  }

  @Test
  void beyondTheBoundTheyAreDropped() {
    registry.away = true;
    locate(news("a", "c", 1), news("b", "c", 1), news("c", "c", 1), news("d", "c", 1));
    registry.away = false;
    executor.advance(Duration.ofSeconds(1));
    assertEquals(3, registry.left.size());
  }

  @Test
  void theAnswerIsTheRegistrys() {
    assertTrue(locate(news("alice", "c1", 1)).toCompletableFuture().isDone());
    assertEquals(List.of(news("alice", "c1", 1)), registry.left);
    registry.away = true;
    assertTrue(locate().toCompletableFuture().isCompletedExceptionally());
  }

  @Test
  void whereChannelsStandIsOwedAsWellAndSharesTheBound() {
    registry.away = true;
    locate(news("a", "c", 1), news("b", "c", 1));
    locateChannels(channel("c:1", 2), channel("c:1", 1), channel("c:2", 1));
    locateChannels(channel("c:1", 3));
    registry.away = false;
    executor.advance(Duration.ofSeconds(1));
    assertEquals(List.of(channel("c:1", 3)), registry.channelsLeft);
    assertEquals(2, registry.left.size());
    int asked = registry.asked;
    executor.advance(Duration.ofSeconds(10));
    assertEquals(asked, registry.asked, "nothing is owed any more");
  }

  private CompletionStage<Located> locate(News... news) {
    return lookup.locate(new Wanted(Set.of("alice"), Set.of(), List.of(news), List.of()));
  }

  private void locateChannels(ChannelNews... news) {
    CompletionStage<Located> _ =
        lookup.locate(new Wanted(Set.of(), Set.of("c:1"), List.of(), List.of(news)));
  }

  private static ChannelNews channel(String channel, long seq) {
    return new ChannelNews(channel, seq, 100 + seq);
  }

  private static News news(String user, String conversation, long seq) {
    return new News(user, conversation, seq, 100 + seq);
  }

  private static final class FailingLookup implements SessionLookup {
    private final List<News> left = new ArrayList<>();
    private final List<ChannelNews> channelsLeft = new ArrayList<>();
    private boolean away;
    private int asked;

    @Override
    public CompletionStage<Located> locate(Wanted wanted) {
      asked++;
      if (away) {
        return CompletableFuture.failedStage(new IllegalStateException("away"));
      }
      left.addAll(wanted.news());
      channelsLeft.addAll(wanted.channelNews());
      return CompletableFuture.completedStage(Located.NOWHERE);
    }

    @Override
    public Set<Integer> lastKnownSlots() {
      return Set.of();
    }
  }
}
