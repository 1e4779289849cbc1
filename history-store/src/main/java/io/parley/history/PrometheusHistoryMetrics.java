package io.parley.history;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import java.util.Locale;

/// The history in Prometheus. One instance per registry.
public final class PrometheusHistoryMetrics implements HistoryMetrics {
  private static final double[] DEPTHS = {1, 10, 128, 500, 1_000, 2_500, 5_000, 10_000};
  private static final double[] ROWS = {1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000};

  private static final String FOUND = "found";
  private static final String GONE = "gone";

  private final Histogram writes;
  private final Counter bytes;
  private final Counter buckets;
  private final Histogram searches;
  private final Counter inboxRows;
  private final Counter inboxRowsRead;
  private final Counter headsRefused;
  private final Counter rosters;
  private final Counter rosterBytes;
  private final Counter rosterLoads;
  private final Counter places;
  private final Counter placesRead;
  private final Counter rowsRefused;

  public PrometheusHistoryMetrics(CollectorRegistry registry) {
    writes =
        Histogram.build("parley_history_write_events", "Events stored, by one write each.")
            .buckets(ROWS)
            .register(registry);
    bytes =
        Counter.build("parley_history_stored_bytes_total", "Bytes of the bodies of stored events.")
            .register(registry);
    buckets =
        Counter.build("parley_history_buckets_opened_total", "Buckets begun, beyond each first.")
            .register(registry);
    searches =
        Histogram.build("parley_history_search_events", "Events looked through for a resend.")
            .labelNames("end")
            .buckets(DEPTHS)
            .register(registry);
    inboxRows =
        Counter.build("parley_history_inbox_rows_total", "Rows of inboxes written.")
            .labelNames("write")
            .register(registry);
    inboxRowsRead =
        Counter.build("parley_history_inbox_rows_read_total", "Rows of inboxes read.")
            .register(registry);
    headsRefused =
        Counter.build(
                "parley_history_heads_refused_total",
                "Heads not read because too many were waiting to be.")
            .register(registry);
    rosters =
        Counter.build("parley_history_rosters_total", "Rosters written.")
            .labelNames("write")
            .register(registry);
    rosterBytes =
        Counter.build("parley_history_roster_bytes_total", "Bytes of written rosters.")
            .labelNames("write")
            .register(registry);
    rosterLoads =
        Counter.build("parley_history_roster_loads_total", "Versions of rosters asked for.")
            .labelNames("end")
            .register(registry);
    places =
        Counter.build("parley_history_roll_places_total", "Places on channels' rolls written.")
            .register(registry);
    placesRead =
        Counter.build("parley_history_roll_places_read_total", "Places on channels' rolls read.")
            .register(registry);
    rowsRefused =
        Counter.build(
                "parley_history_rows_refused_total",
                "Rows not read because too many were waiting to be.")
            .labelNames("row")
            .register(registry);
    createSeries();
  }

  /// Before anything happens, so that a rate has something to begin from.
  private void createSeries() {
    for (SearchEnd end : SearchEnd.values()) {
      Histogram.Child _ = searches.labels(label(end));
    }
    for (InboxWrite write : InboxWrite.values()) {
      Counter.Child _ = inboxRows.labels(label(write));
    }
    for (RosterWrite write : RosterWrite.values()) {
      Counter.Child _ = rosters.labels(label(write));
      Counter.Child _ = rosterBytes.labels(label(write));
    }
    for (ManyRows row : ManyRows.values()) {
      Counter.Child _ = rowsRefused.labels(label(row));
    }
    Counter.Child _ = rosterLoads.labels(FOUND);
    Counter.Child _ = rosterLoads.labels(GONE);
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void appended(int events, int bodyBytes) {
    writes.observe(events);
    bytes.inc(bodyBytes);
  }

  @Override
  public void bucketOpened() {
    buckets.inc();
  }

  @Override
  public void searched(SearchEnd end, int looked) {
    searches.labels(label(end)).observe(looked);
  }

  @Override
  public void inboxWritten(InboxWrite write, int rows) {
    inboxRows.labels(label(write)).inc(rows);
  }

  @Override
  public void inboxRead(int rows) {
    inboxRowsRead.inc(rows);
  }

  @Override
  public void headRefused() {
    headsRefused.inc();
  }

  @Override
  public void rostersWritten(RosterWrite write, int written, int bytesWritten) {
    rosters.labels(label(write)).inc(written);
    rosterBytes.labels(label(write)).inc(bytesWritten);
  }

  @Override
  public void rosterLoaded(boolean found) {
    rosterLoads.labels(found ? FOUND : GONE).inc();
  }

  @Override
  public void placesWritten(int written) {
    places.inc(written);
  }

  @Override
  public void placesRead(int read) {
    placesRead.inc(read);
  }

  @Override
  public void rowRefused(ManyRows rows) {
    rowsRefused.labels(label(rows)).inc();
  }
}
