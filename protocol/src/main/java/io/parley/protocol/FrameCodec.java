package io.parley.protocol;

import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.ServerFrame;

/// Frames to bytes and back, in one of the two subprotocols of the socket. Both spell the same
/// schema: a frame means the same in either.
///
/// Immutable and safe for any thread; made once and shared by all sockets. Decoding never throws,
/// whatever the bytes: it answers with [Decoded.Rejected]. What it allocates is bounded by a small
/// multiple of [FrameLimits#maxBytes()]. A frame that was decoded can be encoded by both codecs.
public sealed interface FrameCodec permits BinaryFrameCodec, JsonFrameCodec {
  /// Text frames: canonical proto3 JSON.
  static FrameCodec json(FrameLimits limits) {
    return new JsonFrameCodec(limits);
  }

  /// Binary frames: protobuf.
  static FrameCodec binary(FrameLimits limits) {
    return new BinaryFrameCodec(limits);
  }

  /// The name a client asks for in `Sec-WebSocket-Protocol`.
  String subprotocol();

  /// For edges, strictly: an unknown field, a repeated key, a value out of range or a frame without
  /// exactly one body is rejected and named. What the fields may contain (lengths, user ids, the
  /// required ones) is not looked at.
  Decoded<ClientFrame> decodeClient(byte[] bytes);

  /// For clients, leniently: what a newer server added is ignored, and a frame of a kind not known
  /// here has no body.
  Decoded<ServerFrame> decodeServer(byte[] bytes);

  /// Whatever was decoded can be encoded. Of what our own code builds, a lone surrogate becomes
  /// `?`, and a time outside the years 1 to 9999, which has no JSON, is an
  /// `IllegalArgumentException`.
  byte[] encode(ClientFrame frame);

  /// As [#encode(ClientFrame)].
  byte[] encode(ServerFrame frame);

  /// As [#encode(ServerFrame)], of a frame that generated code has written as protobuf: no message
  /// is made of it. May be the very array that was given.
  ///
  /// @throws IllegalArgumentException when a client could not read it
  byte[] respell(byte[] serverFrame);
}
