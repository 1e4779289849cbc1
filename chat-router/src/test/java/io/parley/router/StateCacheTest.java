package io.parley.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.history.EventRef;
import io.parley.history.LogPosition;
import io.parley.router.core.ConversationState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StateCacheTest {
  private static ConversationState entry(int events) {
    List<EventRef> tail = new ArrayList<>();
    for (long seq = events; seq > 0; seq--) {
      tail.add(new EventRef(seq, seq, "ann", "m" + seq, new LogPosition(1, 0, seq)));
    }
    return ConversationState.of(128, tail);
  }

  @Test
  void longestUnusedGoFirst() {
    StateCache cache = new StateCache(() -> 40);
    cache.put("a", entry(10));
    cache.put("b", entry(10));
    ConversationState used = cache.take("a").orElseThrow();
    cache.put("a", used);
    cache.put("c", entry(10));
    assertTrue(cache.take("b").isEmpty());
    assertTrue(cache.take("a").isPresent());
    assertTrue(cache.take("c").isPresent());
    assertEquals(0, cache.events());
  }

  @Test
  void whatIsTakenIsGone() {
    StateCache cache = new StateCache(() -> 100);
    cache.put("a", entry(3));
    cache.put("a", entry(4));
    assertEquals(8, cache.events());
    assertTrue(cache.take("a").isPresent());
    assertTrue(cache.take("a").isEmpty());
    assertEquals(0, cache.conversations());
  }

  @Test
  void partitionsShareWhatTheProcessMayKeep() {
    AtomicInteger open = new AtomicInteger(1);
    RouterTools.Bounds bounds = new RouterTools.Bounds(40, 1, open, Duration.ZERO);
    StateCache cache = new StateCache(bounds::cachedEventsShare);
    cache.put("a", entry(10));
    cache.put("b", entry(10));
    assertEquals(2, cache.conversations());
    open.set(2);
    cache.put("c", entry(10));
    assertEquals(1, cache.conversations());
    assertTrue(cache.take("c").isPresent());
  }

  @Test
  void nothingIsKeptWithoutRoom() {
    StateCache cache = new StateCache(() -> 0);
    cache.put("a", entry(1));
    assertEquals(0, cache.conversations());
    assertEquals(0, cache.events());
  }
}
