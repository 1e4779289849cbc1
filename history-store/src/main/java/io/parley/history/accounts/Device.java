package io.parley.history.accounts;

import java.time.Instant;

/// A device that is logged in.
///
/// @param generation which log-in of the device it is; each one has a greater number
/// @param refreshedAt when its last refresh token was given out
/// @param expiresAt when that one ends
public record Device(
    String id, long generation, Instant enrolledAt, Instant refreshedAt, Instant expiresAt) {}
