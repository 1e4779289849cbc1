package io.parley.runtime.resilience;

import io.parley.runtime.metrics.DurationMetrics;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.GaugeMetricFamily;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/// Policies in Prometheus. One instance per registry. Breaker state and calls in flight are read
/// from the policies when scraped.
public final class PrometheusPolicyMetrics implements PolicyMetrics {
  private final List<Policy> policies = new CopyOnWriteArrayList<>();
  private final Counter calls;
  private final Counter retries;
  private final Counter lateAnswers;
  private final DurationMetrics seconds;

  public PrometheusPolicyMetrics(CollectorRegistry registry) {
    calls =
        Counter.build("parley_policy_calls_total", "Remote calls by how they ended.")
            .labelNames("policy", "outcome")
            .register(registry);
    retries =
        Counter.build("parley_policy_retries_total", "Attempts after the first.")
            .labelNames("policy")
            .register(registry);
    lateAnswers =
        Counter.build("parley_policy_late_answers_total", "Answers after their deadline, dropped.")
            .labelNames("policy")
            .register(registry);
    seconds =
        new DurationMetrics(
            registry,
            "parley_policy_call_seconds",
            "Time of calls that were not refused, all attempts and waits included.",
            "policy");
    registry.register(new States());
  }

  @Override
  public void registered(Policy policy) {
    policies.add(policy);
    // So that every series is there, at zero, before the first incident
    for (CallOutcome outcome : CallOutcome.values()) {
      calls.labels(policy.name(), outcome.label());
    }
    retries.labels(policy.name());
    lateAnswers.labels(policy.name());
    seconds.announce(policy.name());
  }

  @Override
  public void ended(String policy, CallOutcome outcome, Duration took) {
    calls.labels(policy, outcome.label()).inc();
    switch (outcome) {
      case OK, REFUSED, FAILED, TIMED_OUT -> seconds.observe(policy, took);
      case REJECTED_BY_BREAKER, REJECTED_BY_BULKHEAD -> {}
    }
  }

  @Override
  public void retried(String policy) {
    retries.labels(policy).inc();
  }

  @Override
  public void answeredLate(String policy) {
    lateAnswers.labels(policy).inc();
  }

  private final class States extends Collector {
    @Override
    public List<MetricFamilySamples> collect() {
      GaugeMetricFamily states =
          new GaugeMetricFamily(
              "parley_policy_breaker_state",
              "1 for the state a breaker is in.",
              List.of("policy", "state"));
      GaugeMetricFamily inFlight =
          new GaugeMetricFamily(
              "parley_policy_calls_in_flight", "Calls under way.", List.of("policy"));
      for (Policy policy : policies) {
        BreakerState is = policy.breakerState();
        for (BreakerState state : BreakerState.values()) {
          String label = state.name().toLowerCase(Locale.ROOT);
          states.addMetric(List.of(policy.name(), label), state == is ? 1 : 0);
        }
        inFlight.addMetric(List.of(policy.name()), policy.callsInFlight());
      }
      return List.of(states, inFlight);
    }
  }
}
