package io.parley.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.history.HistoryMetrics.InboxWrite;
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
    assertEquals(2, value("parley_history_write_events_count"));
    assertEquals(4, value("parley_history_write_events_sum"));
    assertEquals(600, value("parley_history_stored_bytes_total"));
    assertEquals(1, value("parley_history_buckets_opened_total"));
    assertEquals(250, value("parley_history_search_events_sum", "end", "found"));
    assertEquals(2, value("parley_history_inbox_rows_total", "write", "touch"));
    assertEquals(7, value("parley_history_inbox_rows_read_total"));
    assertEquals(1, value("parley_history_heads_refused_total"));
  }
}
