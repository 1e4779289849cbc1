package io.parley.load.protocol;

import io.gatling.commons.stats.KO$;
import io.gatling.commons.stats.OK$;
import io.gatling.commons.stats.Status;
import io.gatling.commons.util.Clock;
import io.gatling.core.stats.StatsEngine;
import java.util.concurrent.TimeUnit;
import scala.Option;
import scala.collection.immutable.List;
import scala.collection.immutable.List$;

/// Tells Gatling, so that its report counts from when a thing was due.
final class GatlingJournal implements Journal {
  private static final List<String> NO_GROUPS = List$.MODULE$.<String>newBuilder().result();

  private final StatsEngine stats;
  private final Clock clock;
  private final String scenario;

  GatlingJournal(StatsEngine stats, Clock clock, String scenario) {
    this.stats = stats;
    this.clock = clock;
    this.scenario = scenario;
  }

  @Override
  public void tell(String what, long nanos, String failure) {
    long end = clock.nowMillis();
    Status status = failure.isEmpty() ? OK$.MODULE$ : KO$.MODULE$;
    Option<String> message = failure.isEmpty() ? Option.empty() : Option.apply(failure);
    stats.logResponse(
        scenario,
        NO_GROUPS,
        what,
        end - TimeUnit.NANOSECONDS.toMillis(nanos),
        end,
        status,
        Option.empty(),
        message);
  }
}
