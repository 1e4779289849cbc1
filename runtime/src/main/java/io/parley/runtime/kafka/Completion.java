package io.parley.runtime.kafka;

import org.jspecify.annotations.Nullable;

/// A batch has ended: with metadata to commit, or with a failure.
///
/// @param metadata there unless it failed
/// @param endedAt when, since the loop may come to it later
record Completion(
    AssignedPartition partition,
    @Nullable String metadata,
    @Nullable Throwable failure,
    long endedAt) {}
