package io.parley.runtime.kafka;

/// Where a handler begins.
///
/// @param offset no record before it will be handed over
/// @param metadata what the last handler returned with the batch before `offset`; empty when there
///   was none
public record StartPosition(long offset, String metadata) {}
