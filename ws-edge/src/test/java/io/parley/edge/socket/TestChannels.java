package io.parley.edge.socket;

import io.parley.edge.EdgeMetrics;
import io.parley.history.HistoryReader;
import io.parley.history.memory.MemoryConversationLog;
import io.parley.history.memory.MemoryHistoryReader;
import io.parley.presence.memory.MemoryRegistry;
import io.parley.testing.ManualClock;
import java.util.List;
import java.util.random.RandomGenerator;

/// The channels of an edge that nobody is in.
final class TestChannels {
  private TestChannels() {}

  static Channels of(ManualClock clock, UnaskedHeads heads) {
    RandomGenerator random = RandomGenerator.getDefault();
    HistoryReader history = new MemoryHistoryReader(new MemoryConversationLog());
    return new Channels(
        new MemoryRegistry(clock, 1).edge().interest(),
        new ChannelNotices(
            history, new ChannelHeads(history, 10), heads, List::of, EdgeMetrics.NONE),
        new Services.World(clock, clock::nanoTime, random, random),
        EdgeMetrics.NONE);
  }
}
