package io.parley.runtime.kafka;

import org.jspecify.annotations.Nullable;

/// A batch has ended: with metadata to commit, or with a failure.
record Completion(
    AssignedPartition partition, @Nullable String metadata, @Nullable Throwable failure) {}
