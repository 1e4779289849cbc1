package io.parley.runtime.admin;

import io.parley.runtime.config.Setting;

/// Where the admin port is.
public record AdminConfig(
    @Setting(
            doc =
                "The address it listens on. It has no authentication: keep it off public networks.",
            standard = "127.0.0.1")
        String host,
    @Setting(
            doc = "The port of `/livez`, `/readyz` and `/metrics`.",
            standard = "9090",
            min = "1",
            max = "65535")
        int port) {}
