package io.parley.benchmarks.micro;

import io.parley.protocol.Decoded;
import io.parley.protocol.FrameCodec;
import io.parley.protocol.FrameLimits;
import io.parley.protocol.v1.ClientFrame;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// The frames of a message, in either subprotocol.
@State(Scope.Thread)
public class FrameBenchmark {
  @Param Spelling spelling = Spelling.JSON;

  private FrameCodec codec = spelling.codec();
  private final byte[] event = Samples.event().toByteArray();
  private byte[] send = {};

  /// The subprotocols of the socket.
  public enum Spelling {
    JSON,
    BINARY;

    FrameCodec codec() {
      return switch (this) {
        case JSON -> FrameCodec.json(FrameLimits.DEFAULT);
        case BINARY -> FrameCodec.binary(FrameLimits.DEFAULT);
      };
    }
  }

  @Setup
  public void spell() {
    codec = spelling.codec();
    send = codec.encode(Samples.send());
  }

  @Benchmark
  public Decoded<ClientFrame> decodeSend() {
    return codec.decodeClient(send);
  }

  @Benchmark
  public byte[] encodeEvent() {
    return codec.encode(Samples.event());
  }

  /// Of the bytes that the router has made.
  @Benchmark
  public byte[] respellEvent() {
    return codec.respell(event);
  }

  @Benchmark
  public byte[] encodeSent() {
    return codec.encode(Samples.sent());
  }
}
