package io.parley.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneTest {
  private final List<String> ran = new ArrayList<>();
  private final OwnThread lane = new OwnThread();

  @Test
  void whatIsOnTheLaneGoesOnBeforeWhatWaits() {
    lane.execute(() -> {
      lane.execute(() -> ran.add("waited"));
      lane.goOn(() -> ran.add("went on"));
    });
    assertEquals(List.of("went on", "waited"), ran);
  }

  @Test
  void whatIsElsewhereGetsInLine() {
    lane.goOn(() -> {
      assertTrue(lane.isCurrent());
      ran.add("in its turn");
    });
    assertEquals(List.of("in its turn"), ran);
  }
}
