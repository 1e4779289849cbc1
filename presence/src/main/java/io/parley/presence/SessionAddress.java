package io.parley.presence;

/// Where a device is connected.
///
/// @param slot the edge's, which is its partition of the deliveries
/// @param session the socket on that edge
public record SessionAddress(String device, int slot, long session) {}
