package io.parley.protocol;

import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.Parser;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.ServerFrame;

/// One of the two kinds of frame, and how it is read.
///
/// @param strict reject what is not in the schema, instead of ignoring it
record FrameKind<F>(Shape shape, Parser<F> parser, boolean strict) {
  static final FrameKind<ClientFrame> CLIENT =
      new FrameKind<>(Shape.of(ClientFrame.getDescriptor()), ClientFrame.parser(), true);

  static final FrameKind<ServerFrame> SERVER =
      new FrameKind<>(
          Shape.of(ServerFrame.getDescriptor()),
          DiscardUnknownFieldsParser.wrap(ServerFrame.parser()),
          false);

  /// A client frame's `id` and a server frame's `re`: field 1 of both.
  Shape.Field idField() {
    return shape.required(1);
  }

  /// Makes no message of them.
  ///
  /// @throws IllegalArgumentException when no client could read these bytes
  void requireReadable(byte[] bytes, FrameLimits limits) {
    Refusal refusal = new WireCheck(bytes, limits, strict).check(shape);
    if (refusal != null) {
      throw new IllegalArgumentException(refusal.message());
    }
  }

  Decoded<F> rejected(Refusal refusal, String frameId) {
    return new Decoded.Rejected<>(Code.INVALID, refusal.field(), refusal.message(), frameId);
  }

  Decoded<F> tooLarge(int bytes, FrameLimits limits) {
    String message = Refusal.message("", bytes + " bytes", "at most " + limits.maxBytes());
    return new Decoded.Rejected<>(Code.TOO_LARGE, "", message, "");
  }
}
