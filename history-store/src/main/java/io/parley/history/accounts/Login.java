package io.parley.history.accounts;

import java.time.Instant;

/// A device logs in.
///
/// @param refresh of its first refresh token
/// @param expiresAt when that one ends
public record Login(
    String user, String device, RefreshHashes refresh, Instant at, Instant expiresAt) {}
