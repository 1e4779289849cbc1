package io.parley.client;

import io.parley.protocol.FrameCodec;
import io.parley.protocol.FrameLimits;
import io.parley.protocol.v1.ClientFrame;

/// Whether the server would read a frame. It passes over a larger one without looking whose it was:
/// nobody would be told, and each new connection would try the same in vain.
final class FrameBound {
  static final int BYTES_MAX = FrameLimits.DEFAULT.maxBytes();

  /// For what is put in later: the frame's id, and what a resend says.
  private static final int ROOM = 256;

  /// JSON makes six bytes of one at most, and spells out the names of fields.
  private static final int SURELY = BYTES_MAX / 16;

  private final FrameCodec codec;

  FrameBound(FrameCodec codec) {
    this.codec = codec;
  }

  boolean holds(ClientFrame frame) {
    return frame.getSerializedSize() <= SURELY || codec.encode(frame).length <= BYTES_MAX - ROOM;
  }
}
