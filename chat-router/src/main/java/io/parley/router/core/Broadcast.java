package io.parley.router.core;

import io.parley.protocol.v1.ChannelMembership;
import io.parley.protocol.v1.Head;
import io.parley.protocol.v1.ServerFrame;
import java.util.Optional;

/// A frame for every device of an audience.
///
/// @param moved the conversation's head, when it has moved, or is new to the audience
/// @param toAsker whether also the device that asked hears it; not when its answer, or what it said
///   itself, tells it as much
/// @param membership what the edges have to know of the channel's members before they pass on the
///   frame: also the edge of the device that asked, whether that one hears the frame or not
public record Broadcast(
    ServerFrame frame,
    Audience audience,
    Optional<Head> moved,
    boolean toAsker,
    Optional<ChannelMembership> membership) {
  static Broadcast of(ServerFrame frame, Audience audience, Optional<Head> moved) {
    return new Broadcast(frame, audience, moved, false, Optional.empty());
  }
}
