package io.parley.runtime.kafka;

import io.parley.runtime.config.ByteSize;
import io.parley.runtime.config.ConfigReader;
import io.parley.runtime.config.Require;
import io.parley.runtime.config.Setting;
import java.time.Duration;

/// How records are fetched, and how a group of consumers shares partitions.
///
/// Groups use the classic protocol with cooperative rebalancing, not the broker-driven one of
/// KIP-848. What decides is how long a dead router's conversations wait: the new protocol takes the
/// session timeout from the broker, whose default and least value is 45 s
/// (`group.consumer.min.session.timeout.ms`) and which operators of a managed Kafka may not be able
/// to change, and members learn of a new assignment at heartbeats 5 s apart. The classic one takes
/// both from here. Its price, that all members rejoin at a change, is small because a loop polls
/// all the time, and partitions that stay go on with what was fetched while others are given back.
public record ConsumerSettings(
    @Setting(
            doc = "Records taken from the fetched ones at a time.",
            standard = "500",
            min = "1",
            max = "10000")
        int maxPollRecords,
    @Setting(
            doc = "The least a broker answers with before `fetch-max-wait` is over.",
            standard = "1",
            min = "1",
            max = "1MiB")
        ByteSize fetchMinSize,
    // A fifth of Kafka's: it is held in memory once per loop, beside the queues
    @Setting(
            doc = "The most a broker answers with, over all partitions.",
            standard = "10MiB",
            min = "64KiB",
            max = "64MiB")
        ByteSize fetchMaxSize,
    @Setting(
            doc = "The most a broker answers with for one partition.",
            standard = "1MiB",
            min = "64KiB",
            max = "16MiB")
        ByteSize partitionFetchMaxSize,
    @Setting(
            doc = "How long a broker waits for `fetch-min-size`.",
            standard = "500ms",
            min = "1ms",
            max = "10s")
        Duration fetchMaxWait,
    // Kafka's 30 s would let a broker that vanished hold a partition up for as long
    @Setting(
            doc = "When an unanswered request is given up and sent again.",
            standard = "10s",
            min = "100ms",
            max = "1m")
        Duration requestTimeout,
    // Kafka's 45 s is how long a dead router's conversations would wait
    @Setting(
            doc =
                "When a silent consumer's partitions go to others; brokers allow 6s to 30m unless"
                    + " told otherwise.",
            standard = "10s",
            min = "1s",
            max = "30m")
        Duration sessionTimeout,
    // Kafka's 3 s is how late members hear of a rebalance; a heartbeat costs next to nothing
    @Setting(
            doc = "How often a consumer tells that it lives, and learns of a rebalance.",
            standard = "1s",
            min = "100ms",
            max = "1m")
        Duration heartbeatInterval,
    // Kafka's 5 min allow for handling inside the poll, which a loop never does
    @Setting(
            doc = "When a consumer whose loop is stuck loses its partitions.",
            standard = "30s",
            min = "1s",
            max = "1h")
        Duration maxPollInterval,
    @Setting(doc = "How records are handed to their handlers.") LoopSettings loop) {

  public ConsumerSettings {
    Require.atLeast(1, maxPollRecords, "maxPollRecords");
    Require.atLeast(new ByteSize(1), fetchMinSize, "fetchMinSize");
    Require.atLeast(new ByteSize(1), partitionFetchMaxSize, "partitionFetchMaxSize");
    Require.atLeast(partitionFetchMaxSize, fetchMaxSize, "fetchMaxSize");
    Require.positive(fetchMaxWait, "fetchMaxWait");
    Require.atLeast(fetchMaxWait.plusMillis(1), requestTimeout, "requestTimeout");
    Require.positive(heartbeatInterval, "heartbeatInterval");
    Require.atLeast(heartbeatInterval.multipliedBy(3), sessionTimeout, "sessionTimeout");
    Require.atLeast(sessionTimeout, maxPollInterval, "maxPollInterval");
    // Revoking waits for batches under way, inside a poll
    Require.atLeast(loop.drainTimeout().multipliedBy(2), maxPollInterval, "maxPollInterval");
  }

  public static ConsumerSettings defaults() {
    return ConfigReader.standard(ConsumerSettings.class);
  }
}
