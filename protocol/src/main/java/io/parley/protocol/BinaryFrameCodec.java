package io.parley.protocol;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.ServerFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Protobuf frames: checked by us, parsed by generated code.
final class BinaryFrameCodec implements FrameCodec {
  private final FrameLimits limits;

  BinaryFrameCodec(FrameLimits limits) {
    this.limits = limits;
  }

  @Override
  public String subprotocol() {
    return "parley.v1.proto";
  }

  @Override
  public Decoded<ClientFrame> decodeClient(byte[] bytes) {
    return decode(FrameKind.CLIENT, bytes);
  }

  @Override
  public Decoded<ServerFrame> decodeServer(byte[] bytes) {
    return decode(FrameKind.SERVER, bytes);
  }

  @Override
  public byte[] encode(ClientFrame frame) {
    return frame.toByteArray();
  }

  @Override
  public byte[] encode(ServerFrame frame) {
    return frame.toByteArray();
  }

  @Override
  public byte[] respell(byte[] serverFrame) {
    FrameKind.SERVER.requireReadable(serverFrame, limits);
    return serverFrame;
  }

  <F> Decoded<F> decode(FrameKind<F> kind, byte[] bytes) {
    if (bytes.length > limits.maxBytes()) {
      return kind.tooLarge(bytes.length, limits);
    }
    Refusal refusal = new WireCheck(bytes, limits, kind.strict()).check(kind.shape());
    if (refusal != null) {
      return kind.rejected(refusal, frameId(kind, bytes));
    }
    try {
      return new Decoded.Ok<>(kind.parser().parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) { // beyond what WireCheck knows of; none is known
      return kind.rejected(Refusal.of("", "malformed", "a protobuf message"), frameId(kind, bytes));
    }
  }

  /// Of a frame that was refused, so that the refusal reaches whoever waits for an answer.
  private static String frameId(FrameKind<?> kind, byte[] bytes) {
    int idTag = kind.idField().tag;
    try {
      CodedInputStream in = CodedInputStream.newInstance(bytes);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag == idTag) {
          int length = in.readRawVarint32();
          int start = in.getTotalBytesRead();
          in.skipRawBytes(length);
          boolean wellFormed = Utf8.wellFormed(bytes, start, start + length);
          return wellFormed ? new String(bytes, start, length, StandardCharsets.UTF_8) : "";
        }
        if (!in.skipField(tag)) {
          return "";
        }
      }
      return "";
    } catch (IOException e) { // malformed before any id
      return "";
    }
  }
}
