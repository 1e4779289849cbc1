package io.parley.runtime.lifecycle;

import io.parley.runtime.config.Setting;
import java.time.Duration;

/// How long coming up and going down may take, for each component.
public record LifecycleConfig(
    @Setting(
            doc =
                "How long a component may take to start before the process gives up and exits; and"
                    + " how long an engine may say nothing while `./parley prepare` is at it.",
            standard = "60s",
            min = "1s",
            max = "10m")
        Duration startWithin,
    @Setting(
            doc = "How long a component may take to finish what it has taken on.",
            standard = "20s",
            min = "0s",
            max = "1h")
        Duration drainWithin,
    @Setting(
            doc = "How long a component may take to give everything back.",
            standard = "10s",
            min = "1s",
            max = "5m")
        Duration stopWithin) {}
