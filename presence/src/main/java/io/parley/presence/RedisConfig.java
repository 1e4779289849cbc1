package io.parley.presence;

import io.parley.runtime.config.Setting;
import java.time.Duration;
import java.util.List;

/// Where Redis is and how it is spoken to.
public record RedisConfig(
    @Setting(
            doc = "One server, the nodes of a cluster, or the sentinels of a master.",
            standard = "single")
        Topology topology,
    @Setting(
            doc = "Addresses as `redis://host:port`, or `rediss://` with TLS.",
            standard = "redis://127.77.7.7:19379")
        List<String> addresses,
    @Setting(doc = "The master's name, with sentinels.") String master,
    @Setting(doc = "Who logs in; empty for a server without log-in.") String username,
    @Setting(doc = "The password of the log-in.", secret = true) String password,
    @Setting(doc = "What every key begins with.", standard = "parley:") String keyPrefix,
    @Setting(doc = "How long one command may take.", standard = "1s", min = "50ms", max = "1m")
        Duration timeout,
    @Setting(doc = "Connections to each server.", standard = "8", min = "2", max = "256")
        int connections) {

  public RedisConfig {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException(
          "addresses: none (expected: at least one redis://host:port)");
    }
    for (String address : addresses) {
      if (!address.matches("rediss?://[^/@\\s]+:\\d{1,5}")) {
        throw new IllegalArgumentException(
            "addresses: \"" + address + "\" (expected: redis://host:port or rediss://host:port)");
      }
    }
    if (topology == Topology.SENTINEL && master.isEmpty()) {
      throw new IllegalArgumentException("master: empty (expected: the master's name)");
    }
  }

  /// How the servers belong together.
  public enum Topology {
    SINGLE,
    CLUSTER,
    SENTINEL;

    /// Whether keys are on several servers, each of which answers for itself.
    boolean isOfSeveral() {
      return this == CLUSTER;
    }
  }
}
