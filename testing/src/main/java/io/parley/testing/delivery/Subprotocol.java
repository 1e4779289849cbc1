package io.parley.testing.delivery;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.ServerFrame;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/// The two spellings of a frame, by protobuf's own library and not by the server's codecs: what
/// those have wrong must not be right here.
public enum Subprotocol {
  JSON("parley.v1.json"),
  BINARY("parley.v1.proto");

  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace();
  private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();

  private final String token;

  Subprotocol(String token) {
    this.token = token;
  }

  /// What stands in `Sec-WebSocket-Protocol`.
  public String token() {
    return token;
  }

  static String text(ClientFrame frame) {
    try {
      return PRINTER.print(frame);
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ServerFrame parse(CharSequence text) {
    try {
      ServerFrame.Builder frame = ServerFrame.newBuilder();
      PARSER.merge(text.toString(), frame);
      return frame.build();
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException("not a server frame: " + text, e);
    }
  }

  static ServerFrame parse(ByteBuffer bytes) {
    try {
      return ServerFrame.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException("not a server frame", e);
    }
  }
}
