package io.parley.history.accounts;

import java.time.Instant;

/// A device gives a refresh token back for the next one.
///
/// @param presented of the token that it gives back
/// @param next of the one that it is to get, in the same chain
/// @param expiresAt when that one ends
public record Refresh(
    String user,
    String device,
    RefreshHashes presented,
    TokenHash next,
    Instant at,
    Instant expiresAt) {}
