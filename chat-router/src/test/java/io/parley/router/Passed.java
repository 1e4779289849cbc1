package io.parley.router;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.parley.protocol.v1.Delivery;
import io.parley.protocol.v1.ServerFrame;

/// The frames of a delivery, as clients read what an edge passes on.
final class Passed {
  private Passed() {}

  /// Without a body where there is none.
  static ServerFrame frameIn(Delivery delivery) {
    return read(delivery.getFrame());
  }

  static ServerFrame answerIn(Delivery delivery) {
    return read(delivery.getAnswer().getFrame());
  }

  private static ServerFrame read(ByteString frame) {
    try {
      return ServerFrame.parseFrom(frame);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
