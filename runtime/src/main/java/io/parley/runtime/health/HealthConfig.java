package io.parley.runtime.health;

import io.parley.runtime.config.Setting;
import java.time.Duration;

/// How often, and how patiently, dependencies are asked.
public record HealthConfig(
    @Setting(
            doc = "How often each dependency is asked.",
            standard = "2s",
            min = "100ms",
            max = "1m")
        Duration interval,
    @Setting(
            doc = "How long an answer may take before the dependency counts as down.",
            standard = "2s",
            min = "100ms",
            max = "1m")
        Duration deadline) {}
