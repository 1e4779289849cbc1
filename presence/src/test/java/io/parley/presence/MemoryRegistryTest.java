package io.parley.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.parley.presence.memory.MemoryEdge;
import io.parley.presence.memory.MemoryRegistry;
import io.parley.runtime.resilience.RetryAfter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class MemoryRegistryTest extends GroupNewsContract {
  private final MemoryRegistry registry = new MemoryRegistry(clock, SLOTS);

  @Override
  SessionLookup lookup() {
    return registry.lookup();
  }

  @Override
  TestEdge newEdge() {
    return new Edge(registry.edge());
  }

  @Override
  void flush() {
    registry.flush();
  }

  private record Edge(MemoryEdge edge) implements TestEdge {
    @Override
    public EdgeSlot slot() {
      return edge.slot();
    }

    @Override
    public SessionRegistry sessions() {
      return edge;
    }

    @Override
    public ChannelInterest interest() {
      return edge.interest();
    }

    @Override
    public void renew() {
      edge.renew();
    }

    @Override
    public void lapse() {
      edge.lapse();
    }
  }

  @Test
  void whileItIsAwayEveryCallFailsAndNothingIsForgotten() {
    register(a, key("alice", "phone", 1));
    registry.goAway();
    CompletionException fault =
        assertThrows(CompletionException.class, () -> register(b, key("alice", "phone", 2)));
    assertInstanceOf(RetryAfter.class, fault.getCause());
    assertThrows(CompletionException.class, () -> locate("alice"));
    registry.comeBack();
    assertEquals(1, locate("alice").getFirst().session());
  }

  @Test
  void whereAChannelStandsIsToldForTwoMinutesAndNotForTen() {
    await(
        lookup()
            .locate(
                new SessionLookup.Wanted(
                    Set.of(),
                    Set.of(),
                    List.of(),
                    List.of(new SessionLookup.ChannelNews("c:1", 7, 700)))));
    clock.advance(Duration.ofMinutes(2));
    assertEquals(Set.of("c:1"), pulseChannels(a, "c:1").keySet());
    clock.advance(Duration.ofMinutes(8));
    assertEquals(Map.of(), pulseChannels(a, "c:1"));
  }
}
