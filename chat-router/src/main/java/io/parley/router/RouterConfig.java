package io.parley.router;

import io.parley.runtime.config.Setting;

/// How much a router does and keeps at a time. What it decides does not hang on any of this.
public record RouterConfig(
    @Setting(
            doc =
                "Events of conversations kept in memory; the partitions that the router has share"
                    + " them evenly. An event takes some 210 bytes, so 200000 take 42 MB: the"
                    + " windows, of 128 events each, of 1,500 busy conversations. Each conversation"
                    + " counts as four events more, each member of a group as one.",
            standard = "200000",
            min = "0",
            max = "100000000")
        int cachedEvents,
    // To load one takes two reads at once, beside a quarter for standings; to store one takes a
    // write, beside a half for inboxes
    @Setting(
            doc =
                "Conversations that are loaded and stored at a time; the partitions share them"
                    + " evenly. A third of `cassandra.requests-max` at most: the store refuses"
                    + " what is more.",
            standard = "256",
            min = "1",
            max = "16384")
        int conversationsAtOnce,
    @Setting(
            doc = "Threads that decide; each has a share of the partitions.",
            standard = "1",
            min = "1",
            max = "64")
        int threads) {}
