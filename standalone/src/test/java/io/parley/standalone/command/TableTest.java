package io.parley.standalone.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    assertEquals(
        """
        NAME      PORT  HEALTH
        edge-1    8080  ready
        presence  -     unready: redis down
        """,
        Table.of(
            List.of(
                List.of("edge-1", "8080", "ready"),
                List.of("presence", "-", "unready: redis down")),
            List.of("NAME", "PORT", "HEALTH")));
  }

  @Test
  void noRowsLeaveTheHead() {
    assertEquals("A  B\n", Table.of(List.of(), List.of("A", "B")));
  }

  @Test
  void emptyCellsKeepTheirColumnAndLeaveNoTrailingSpace() {
    assertEquals(
        "A  B\n   x\ny\n",
        Table.of(List.of(List.of("", "x"), List.of("y", "")), List.of("A", "B")));
  }
}
