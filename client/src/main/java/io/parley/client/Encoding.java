package io.parley.client;

import io.parley.protocol.FrameCodec;
import io.parley.protocol.FrameLimits;

/// How frames are written: the subprotocol that is asked for.
public enum Encoding {
  /// `parley.v1.proto`: smaller and cheaper.
  PROTO,
  /// `parley.v1.json`: can be read by people.
  JSON;

  /// A page of history holds up to 200 events; nothing else comes near.
  private static final FrameLimits LIMITS = new FrameLimits(8 << 20, 32, 200_000, 128);

  FrameCodec codec() {
    return switch (this) {
      case PROTO -> FrameCodec.binary(LIMITS);
      case JSON -> FrameCodec.json(LIMITS);
    };
  }
}
