package io.parley.edge.socket;

import io.parley.protocol.Decoded;
import io.parley.protocol.FrameCodec;
import io.parley.protocol.FrameLimits;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.ServerFrame;
import java.util.Optional;

/// The subprotocol a socket speaks.
enum Dialect {
  JSON,
  PROTO;

  private static final FrameCodec JSON_CODEC = FrameCodec.json(FrameLimits.DEFAULT);
  private static final FrameCodec PROTO_CODEC = FrameCodec.binary(FrameLimits.DEFAULT);

  static Optional<Dialect> named(String subprotocol) {
    for (Dialect dialect : values()) {
      if (dialect.subprotocol().equals(subprotocol)) {
        return Optional.of(dialect);
      }
    }
    return Optional.empty();
  }

  private FrameCodec codec() {
    return switch (this) {
      case JSON -> JSON_CODEC;
      case PROTO -> PROTO_CODEC;
    };
  }

  String subprotocol() {
    return codec().subprotocol();
  }

  /// Whether its messages are text, else binary.
  boolean isText() {
    return this == JSON;
  }

  Decoded<ClientFrame> decode(byte[] bytes) {
    return codec().decodeClient(bytes);
  }

  byte[] encode(ServerFrame frame) {
    return codec().encode(frame);
  }

  /// @param frame a ServerFrame in protobuf
  /// @throws IllegalArgumentException when a client could not read it
  byte[] respell(byte[] frame) {
    return codec().respell(frame);
  }
}
