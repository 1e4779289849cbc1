package io.parley.edge.log;

import java.time.Duration;

/// Deliveries are not read.
///
/// @param reason for operators
/// @param lasting for how long nothing has been read
public record Lapse(String reason, Duration lasting) {}
