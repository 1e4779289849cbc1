package io.parley.history;

import io.parley.runtime.config.Require;
import io.parley.runtime.config.Setting;
import io.parley.runtime.resilience.BreakerSettings;
import io.parley.runtime.resilience.PolicySettings;
import io.parley.runtime.resilience.RetrySettings;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Where Cassandra is and how it is spoken to.
public record CassandraConfig(
    @Setting(
            doc = "Nodes to learn the cluster from, as `host:port`.",
            standard = "127.77.7.7:19042")
        List<String> contactPoints,
    @Setting(
            doc = "The data centre that this process is in; requests stay in it.",
            standard = "datacenter1")
        String datacenter,
    @Setting(doc = "The keyspace of all tables.", standard = "parley") String keyspace,
    @Setting(
            doc = "Copies per data centre, used when `./parley prepare` creates the keyspace.",
            standard = "datacenter1=1")
        Map<String, String> replication,
    @Setting(doc = "Who logs in; empty for a cluster without log-in.") String username,
    @Setting(doc = "The password of the log-in.", secret = true) String password,
    @Setting(doc = "How long one request may take.", standard = "2s", min = "50ms", max = "1m")
        Duration requestTimeout,
    @Setting(
            doc =
                "How long a call may take, repetitions included; after that the caller is told to"
                    + " come back.",
            standard = "5s",
            min = "50ms",
            max = "5m")
        Duration callWithin,
    @Setting(
            doc = "A read without an answer by then is asked of a second node as well.",
            standard = "200ms",
            min = "1ms",
            max = "1m")
        Duration secondReadAfter,
    @Setting(doc = "Requests under way at once.", standard = "1024", min = "1", max = "32768")
        int requestsMax,
    @Setting(
            doc = "Requests that wait for their turn; one more is refused.",
            standard = "8192",
            min = "0",
            max = "1000000")
        int queueMax) {
  private static final RetrySettings RETRY =
      new RetrySettings(5, Duration.ofMillis(50), Duration.ofSeconds(1));

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,47}");

  public CassandraConfig {
    contactPoints = List.copyOf(contactPoints);
    replication = Map.copyOf(replication);
    Require.atLeast(requestTimeout, callWithin, "call-within");
    if (contactPoints.isEmpty()) {
      throw new IllegalArgumentException("contact-points: none (expected: at least one host:port)");
    }
    contactPoints.forEach(CassandraConfig::address);
    if (!NAME.matcher(keyspace).matches()) {
      throw new IllegalArgumentException(
          "keyspace: \"" + keyspace + "\" (expected: a letter, then up to 47 of [a-z0-9_])");
    }
    replication.forEach((where, copies) -> {
      if (!copies.matches("[1-9]") || where.contains("'")) {
        throw new IllegalArgumentException(
            "replication: %s=%s (expected: a data centre and 1 to 9)".formatted(where, copies));
      }
    });
  }

  /// The bounds of one kind of call: all requests there may be can be of this kind.
  PolicySettings policy() {
    return policy(requestsMax);
  }

  /// The bounds of a kind of call that gets at most one in so many of the requests, so that however
  /// many there are of it, the others get through.
  public PolicySettings policyOfOneIn(int parts) {
    return policy(Math.max(1, requestsMax / parts));
  }

  private PolicySettings policy(int atOnce) {
    return new PolicySettings(
        callWithin, requestTimeout, atOnce, RETRY, BreakerSettings.defaults());
  }

  List<InetSocketAddress> addresses() {
    return contactPoints.stream().map(CassandraConfig::address).toList();
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      return InetSocketAddress.createUnresolved(text.substring(0, Math.max(0, colon)), port);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "contact-points: \"" + text + "\" (expected: host:port)", e);
    }
  }
}
