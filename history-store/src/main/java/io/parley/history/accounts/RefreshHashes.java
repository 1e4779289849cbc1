package io.parley.history.accounts;

/// What is kept of a refresh token.
///
/// @param chain of the secret that all tokens of one log-in share: it tells an old token of the
///   log-in from a made-up one
/// @param token of the secret that only this token has
public record RefreshHashes(TokenHash chain, TokenHash token) {}
