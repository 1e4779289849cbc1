package io.parley.runtime.kafka;

import io.parley.runtime.config.ByteSize;
import io.parley.runtime.config.ConfigReader;
import io.parley.runtime.config.Require;
import io.parley.runtime.config.Setting;
import java.time.Duration;

/// How a loop hands records to its handlers. The most that one partition holds in memory is its
/// high mark, plus one poll, plus one batch.
public record LoopSettings(
    @Setting(
            doc = "The most records handed over at once.",
            standard = "500",
            min = "1",
            max = "10000")
        int batchMaxRecords,
    @Setting(
            doc = "The most bytes handed over at once; one larger record goes alone.",
            standard = "1MiB",
            min = "1",
            max = "64MiB")
        ByteSize batchMaxSize,
    @Setting(
            doc = "Waiting records at which a partition is no longer fetched.",
            standard = "2000",
            min = "1",
            max = "1000000")
        int queueHighRecords,
    @Setting(
            doc = "Waiting records at which it is fetched again.",
            standard = "500",
            min = "0",
            max = "1000000")
        int queueLowRecords,
    @Setting(
            doc = "Waiting bytes at which a partition is no longer fetched.",
            standard = "4MiB",
            min = "1",
            max = "1GiB")
        ByteSize queueHighSize,
    @Setting(doc = "Waiting bytes at which it is fetched again.", standard = "1MiB", max = "1GiB")
        ByteSize queueLowSize,
    @Setting(
            doc =
                "How often offsets are committed, or up to a second later where nothing follows;"
                    + " what was handled since is handled again after a crash.",
            standard = "500ms",
            min = "10ms",
            max = "1m")
        Duration commitInterval,
    @Setting(
            doc = "How long a batch under way may take to end when its partition is revoked.",
            standard = "5s",
            min = "10ms",
            max = "5m")
        Duration drainTimeout,
    @Setting(
            doc = "The wait before a failed batch is handed over again; it doubles each time.",
            standard = "100ms",
            min = "1ms",
            max = "1m")
        Duration retryFirstDelay,
    @Setting(doc = "The longest such wait.", standard = "5s", min = "1ms", max = "10m")
        Duration retryMaxDelay) {

  public LoopSettings {
    Require.atLeast(1, batchMaxRecords, "batchMaxRecords");
    Require.atLeast(new ByteSize(1), batchMaxSize, "batchMaxSize");
    Require.atLeast(0, queueLowRecords, "queueLowRecords");
    Require.atLeast(queueLowRecords + 1, queueHighRecords, "queueHighRecords");
    Require.atLeast(new ByteSize(queueLowSize.bytes() + 1), queueHighSize, "queueHighSize");
    Require.positive(commitInterval, "commitInterval");
    Require.positive(drainTimeout, "drainTimeout");
    Require.positive(retryFirstDelay, "retryFirstDelay");
    Require.atLeast(retryFirstDelay, retryMaxDelay, "retryMaxDelay");
  }

  public static LoopSettings defaults() {
    return ConfigReader.standard(LoopSettings.class);
  }
}
