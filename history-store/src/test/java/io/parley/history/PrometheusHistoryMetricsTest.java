package io.parley.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.history.HistoryMetrics.InboxWrite;
import io.parley.history.HistoryMetrics.ManyRows;
import io.parley.history.HistoryMetrics.RosterWrite;
import io.parley.history.HistoryMetrics.SearchEnd;
import io.prometheus.client.CollectorRegistry;
import org.junit.jupiter.api.Test;

class PrometheusHistoryMetricsTest {
  private final CollectorRegistry registry = new CollectorRegistry();
  private final HistoryMetrics metrics = new PrometheusHistoryMetrics(registry);

  private double value(String name, String... labelAndValue) {
    return labelAndValue.length == 0
        ? registry.getSampleValue(name)
        : registry.getSampleValue(
            name, new String[] {labelAndValue[0]}, new String[] {labelAndValue[1]});
  }

  @Test
  void seriesAreThereBeforeAnythingHappens() {
    assertEquals(0, value("parley_history_search_events_count", "end", "unknown"));
    assertEquals(0, value("parley_history_inbox_rows_total", "write", "mark"));
    assertEquals(0, value("parley_history_buckets_opened_total"));
    assertEquals(0, value("parley_history_rosters_total", "write", "show"));
    assertEquals(0, value("parley_history_roster_loads_total", "end", "gone"));
    assertEquals(0, value("parley_history_inbox_rows_total", "write", "standing"));
  }

  @Test
  void whatIsToldIsCounted() {
    metrics.appended(3, 500);
    metrics.appended(1, 100);
    metrics.bucketOpened();
    metrics.searched(SearchEnd.FOUND, 250);
    metrics.inboxWritten(InboxWrite.TOUCH, 2);
    metrics.inboxRead(7);
    metrics.headRefused();
    metrics.rostersWritten(RosterWrite.KEEP, 3, 700);
    metrics.rostersWritten(RosterWrite.SHOW, 1, 300);
    metrics.rosterLoaded(true);
    metrics.rosterLoaded(false);
    metrics.rosterLoaded(false);
    metrics.placesWritten(9);
    metrics.placesRead(8);
    metrics.rowRefused(ManyRows.STANDING);
    assertEquals(2, value("parley_history_write_events_count"));
    assertEquals(4, value("parley_history_write_events_sum"));
    assertEquals(600, value("parley_history_stored_bytes_total"));
    assertEquals(1, value("parley_history_buckets_opened_total"));
    assertEquals(250, value("parley_history_search_events_sum", "end", "found"));
    assertEquals(2, value("parley_history_inbox_rows_total", "write", "touch"));
    assertEquals(7, value("parley_history_inbox_rows_read_total"));
    assertEquals(1, value("parley_history_heads_refused_total"));
    assertEquals(3, value("parley_history_rosters_total", "write", "keep"));
    assertEquals(700, value("parley_history_roster_bytes_total", "write", "keep"));
    assertEquals(300, value("parley_history_roster_bytes_total", "write", "show"));
    assertEquals(1, value("parley_history_roster_loads_total", "end", "found"));
    assertEquals(2, value("parley_history_roster_loads_total", "end", "gone"));
    assertEquals(9, value("parley_history_roll_places_total"));
    assertEquals(8, value("parley_history_roll_places_read_total"));
    assertEquals(1, value("parley_history_rows_refused_total", "row", "standing"));
    assertEquals(0, value("parley_history_rows_refused_total", "row", "profile"));
  }
}
