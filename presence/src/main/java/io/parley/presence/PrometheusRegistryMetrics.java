package io.parley.presence;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.util.Locale;

/// The session registry in Prometheus. One instance per registry of collectors.
public final class PrometheusRegistryMetrics implements RegistryMetrics {
  private final Counter leases;
  private final Counter registered;
  private final Counter displaced;
  private final Counter unregistered;
  private final Counter refreshed;
  private final Counter putBack;
  private final Counter stale;
  private final Counter newsDropped;
  private final Counter groupNews;
  private final Counter interestKept;
  private final Counter interestPut;
  private final Counter interestSwept;

  public PrometheusRegistryMetrics(CollectorRegistry registry) {
    leases =
        Counter.build("parley_registry_leases_total", "What became of the lease of an edge's slot.")
            .labelNames("event")
            .register(registry);
    registered = counter("registered", "Sessions registered.", registry);
    displaced = counter("displaced", "Living sessions that a newer one displaced.", registry);
    unregistered = counter("unregistered", "Sessions that ended in order.", registry);
    refreshed = counter("refreshed", "Sessions looked after.", registry);
    putBack = counter("put_back", "Sessions that had been lost and were put back.", registry);
    stale = counter("stale", "Entries of edges that do not live, passed over.", registry);
    newsDropped = counter("news_dropped", "News for which there was no room.", registry);
    groupNews =
        Counter.build(
                "parley_registry_group_news_total", "Groups of which news were left, and how.")
            .labelNames("left")
            .register(registry);
    interestKept = counter("interest_kept", "Interests in channels looked after.", registry);
    interestPut = counter("interest_put", "Interests in channels that were not there.", registry);
    interestSwept =
        counter("interest_swept", "Interests of edges that do not live, taken out.", registry);
    // So that every series is there, at zero, before the first incident
    for (LeaseEvent event : LeaseEvent.values()) {
      leases.labels(label(event));
    }
    groupNews.labels("head");
    groupNews.labels("words");
  }

  private static Counter counter(String what, String help, CollectorRegistry registry) {
    return Counter.build("parley_registry_" + what + "_total", help).register(registry);
  }

  private static String label(LeaseEvent event) {
    return event.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void lease(LeaseEvent event) {
    leases.labels(label(event)).inc();
  }

  @Override
  public void registered() {
    registered.inc();
  }

  @Override
  public void displaced() {
    displaced.inc();
  }

  @Override
  public void unregistered(int sessions) {
    unregistered.inc(sessions);
  }

  @Override
  public void refreshed(int sessions, int putBack) {
    refreshed.inc(sessions);
    this.putBack.inc(putBack);
  }

  @Override
  public void staleIgnored(int entries) {
    stale.inc(entries);
  }

  @Override
  public void newsDropped(int news) {
    newsDropped.inc(news);
  }

  @Override
  public void groupNews(int moved, int told) {
    groupNews.labels("head").inc(moved);
    groupNews.labels("words").inc(told);
  }

  @Override
  public void interestKept(int channels, int put) {
    interestKept.inc(channels);
    interestPut.inc(put);
  }

  @Override
  public void interestSwept(int entries) {
    interestSwept.inc(entries);
  }
}
