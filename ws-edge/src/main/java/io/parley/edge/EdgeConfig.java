package io.parley.edge;

import io.parley.runtime.config.Setting;

/// What clients connect to.
public record EdgeConfig(
    @Setting(
            doc = "The address it listens on; `0.0.0.0` for every one of the machine.",
            standard = "127.0.0.1")
        String host,
    @Setting(
            doc = "The port of sockets and of the HTTP API.",
            standard = "8080",
            min = "1",
            max = "65535")
        int port,
    @Setting(
            doc = "Connections at once; one more is refused with 503 before it costs anything.",
            standard = "60000",
            min = "1",
            max = "10000000")
        int connectionsMax) {}
