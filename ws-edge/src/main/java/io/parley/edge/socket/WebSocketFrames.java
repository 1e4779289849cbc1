package io.parley.edge.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What a server sends over a WebSocket: whole frames, not masked.
final class WebSocketFrames {
  private static final int FINAL = 0x80;
  private static final int HEADER_MAX = 10;
  private static final int REASON_MAX = 123;

  private WebSocketFrames() {}

  /// A message in one frame, ready to be written.
  static ByteBuf message(ByteBufAllocator allocator, boolean text, byte[] payload) {
    return frame(allocator, text ? WebSocketReader.TEXT : WebSocketReader.BINARY, payload);
  }

  static ByteBuf pong(ByteBufAllocator allocator, byte[] payload) {
    return frame(allocator, WebSocketReader.PONG, payload);
  }

  static ByteBuf ping(ByteBufAllocator allocator) {
    return frame(allocator, WebSocketReader.PING, new byte[0]);
  }

  /// @param reason ASCII
  static ByteBuf close(ByteBufAllocator allocator, int code, String reason) {
    if (code == WebSocketReader.NO_STATUS) {
      return frame(allocator, WebSocketReader.CLOSE, new byte[0]);
    }
    byte[] text = reason.getBytes(StandardCharsets.US_ASCII);
    byte[] payload = new byte[2 + Math.min(text.length, REASON_MAX)];
    payload[0] = (byte) (code >>> 8);
    payload[1] = (byte) code;
    byte[] kept = Arrays.copyOf(text, payload.length - 2);
    System.arraycopy(kept, 0, payload, 2, kept.length);
    return frame(allocator, WebSocketReader.CLOSE, payload);
  }

  private static ByteBuf frame(ByteBufAllocator allocator, int opcode, byte[] payload) {
    ByteBuf out = allocator.directBuffer(HEADER_MAX + payload.length);
    out.writeByte(FINAL | opcode);
    if (payload.length < 126) {
      out.writeByte(payload.length);
    } else if (payload.length <= 0xffff) {
      out.writeByte(126).writeShort(payload.length);
    } else {
      out.writeByte(127).writeLong(payload.length);
    }
    return out.writeBytes(payload);
  }
}
