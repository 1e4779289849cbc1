package io.parley.edge.accounts;

import io.parley.protocol.v1.Code;
import io.parley.runtime.metrics.DurationMetrics;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/// Accounts in Prometheus. One instance per registry.
public final class PrometheusAccountsMetrics implements AccountsMetrics {
  private static final String OK = "ok";
  private static final String ARGON2 = "argon2id";

  private final Counter requests;
  private final Counter verdicts;
  private final Counter replays;
  private final Counter cutoffsGivenUp;
  private final Counter rechecks;
  private final DurationMetrics hashing;
  private final Counter hashingRefused;
  private final Gauge waiting;
  private final Gauge keys;
  private final Gauge signingKeyMade;
  private final Counter keysUnreadable;
  private final Counter jwksFetches;

  public PrometheusAccountsMetrics(CollectorRegistry registry) {
    requests =
        Counter.build(
                "parley_accounts_requests_total",
                "What was asked for of accounts and devices over HTTP.")
            .labelNames("operation", "outcome")
            .register(registry);
    verdicts =
        Counter.build("parley_accounts_tokens_checked_total", "Access tokens by what came of them.")
            .labelNames("outcome")
            .register(registry);
    replays =
        Counter.build(
                "parley_accounts_refresh_tokens_replayed_total",
                "Devices logged out because an old refresh token of theirs came back.")
            .register(registry);
    cutoffsGivenUp =
        Counter.build(
                "parley_accounts_cutoffs_given_up_total",
                "Devices logged out whose sockets are left to the next recheck.")
            .register(registry);
    rechecks =
        Counter.build("parley_accounts_rechecks_total", "Devices of open sockets looked up again.")
            .labelNames("outcome")
            .register(registry);
    hashing =
        new DurationMetrics(
            registry,
            "parley_accounts_hashing_seconds",
            "Time of one password hash, without waiting.",
            "algorithm");
    hashing.announce(ARGON2);
    hashingRefused =
        Counter.build("parley_accounts_hashing_refused_total", "Hashes refused: the queue is full.")
            .register(registry);
    waiting =
        Gauge.build("parley_accounts_hashing_waiting", "Hashes that wait for a thread.")
            .register(registry);
    keys =
        Gauge.build("parley_accounts_keys", "Keys that tokens are checked with.")
            .register(registry);
    signingKeyMade =
        Gauge.build(
                "parley_accounts_signing_key_made_seconds",
                "When the key that signs was made, in seconds since 1970.")
            .register(registry);
    keysUnreadable =
        Counter.build(
                "parley_accounts_keys_unreadable_total",
                "Times that the keys could not be read; the earlier ones stay.")
            .register(registry);
    jwksFetches =
        Counter.build("parley_accounts_jwks_fetches_total", "Fetches of the issuer's keys.")
            .labelNames("outcome")
            .register(registry);
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void done(Operation operation) {
    requests.labels(label(operation), OK).inc();
  }

  @Override
  public void refused(Operation operation, Code code) {
    requests.labels(label(operation), label(code)).inc();
  }

  @Override
  public void accepted() {
    verdicts.labels(OK).inc();
  }

  @Override
  public void refused(Code code) {
    verdicts.labels(label(code)).inc();
  }

  @Override
  public void replayed() {
    replays.inc();
  }

  @Override
  public void cutoffGivenUp() {
    cutoffsGivenUp.inc();
  }

  @Override
  public void rechecked(Recheck outcome) {
    rechecks.labels(label(outcome)).inc();
  }

  @Override
  public void hashed(Duration took) {
    hashing.observe(ARGON2, took);
  }

  @Override
  public void hashingRefused() {
    hashingRefused.inc();
  }

  @Override
  public void hashingWaits(LongSupplier number) {
    waiting.setChild(
        new Gauge.Child() {
          @Override
          public double get() {
            return (double) number.getAsLong();
          }
        });
  }

  @Override
  public void keysRead(int number, long seconds) {
    keys.set(number);
    signingKeyMade.set((double) seconds);
  }

  @Override
  public void keysUnreadable() {
    keysUnreadable.inc();
  }

  @Override
  public void jwksFetched(boolean ok) {
    jwksFetches.labels(ok ? OK : "failed").inc();
  }
}
