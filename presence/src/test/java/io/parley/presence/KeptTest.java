package io.parley.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.protocol.v1.Head;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeptTest {
  private static final SlotLease OURS = new SlotLease(1, 10);
  private static final SlotTable TWO_EDGES = new SlotTable(Map.of(1, 10L, 2, 20L));

  private static Kept.Channel channel(String name, int entries) {
    return new Kept.Channel(name, false, entries, "");
  }

  @Test
  void aChannelWithMoreEntriesThanEdgesIsCrowded() {
    List<Kept.Channel> channels = List.of(channel("c:1", 2), channel("c:2", 3), channel("c:3", 1));
    assertEquals(List.of("c:2"), Kept.of(channels, TWO_EDGES, OURS).crowded());
  }

  @Test
  void anEdgeThatDoesNotSeeItselfAliveCallsNobodyDead() {
    List<Kept.Channel> channels = List.of(channel("c:1", 9));
    assertEquals(List.of(), Kept.of(channels, new SlotTable(Map.of()), OURS).crowded());
    assertEquals(
        List.of(), Kept.of(channels, new SlotTable(Map.of(1, 11L, 2, 20L)), OURS).crowded());
  }

  @Test
  void headsThatCanBeReadAreTold() {
    Kept kept =
        Kept.of(
            List.of(
                new Kept.Channel("c:1", true, 1, NewsSpan.text(5, 600)),
                new Kept.Channel("c:2", true, 1, ""),
                new Kept.Channel("c:3", false, 1, "v2|another version writes it so"),
                new Kept.Channel("c:4", false, 1, "000000000000000x:0000000000000001")),
            TWO_EDGES,
            OURS);
    assertEquals(
        Map.of("c:1", Head.newBuilder().setSeq(5).setMessageId(600).build()), kept.heads());
    assertEquals(4, kept.channels());
    assertEquals(2, kept.put());
  }
}
