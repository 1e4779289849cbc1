package io.parley.edge.socket;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Bytes on a connection, for what no proper client would do.
final class RawSocket implements AutoCloseable {
  private static final String HANDSHAKE =
      """
      GET /v1/ws HTTP/1.1\r
      Host: localhost\r
      Connection: keep-alive, Upgrade\r
      Upgrade: websocket\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      Sec-WebSocket-Protocol: parley.v1.json\r
      """;

  final Socket socket;
  final DataInputStream in;
  private final OutputStream out;

  /// A frame from the server.
  static final class Frame {
    private final int opcode;
    private final byte[] payload;

    Frame(int opcode, byte[] payload) {
      this.opcode = opcode;
      this.payload = payload;
    }

    int opcode() {
      return opcode;
    }

    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    /// Of a close frame.
    int code() {
      return ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
    }
  }

  RawSocket(int port) throws IOException {
    this(connected(port));
  }

  /// Over a connection of any kind.
  RawSocket(Socket socket) throws IOException {
    this.socket = socket;
    in = new DataInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  private static Socket connected(int port) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4 * 1024); // so that a reader that stops is soon noticed
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  /// Past its handshake.
  static RawSocket open(int port) throws IOException {
    return opened(new RawSocket(port));
  }

  static RawSocket opened(RawSocket raw) throws IOException {
    String head = raw.request(HANDSHAKE);
    if (!head.startsWith("HTTP/1.1 101")) {
      throw new AssertionError(head);
    }
    return raw;
  }

  /// The handshake with some text of it changed.
  static String handshake(String from, String to) {
    if (!HANDSHAKE.contains(from)) {
      throw new AssertionError(from);
    }
    return HANDSHAKE.replace(from, to);
  }

  /// Sends a request and returns the head of its answer.
  String request(String lines) throws IOException {
    write((lines + "\r\n").getBytes(StandardCharsets.US_ASCII));
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readByte());
    }
    return head.toString();
  }

  /// The rest of an answer, up to the end of the connection.
  String rest() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  void write(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  void text(String text) throws IOException {
    write(frame(0x81, text.getBytes(StandardCharsets.UTF_8)));
  }

  void hello(String token) throws IOException {
    text("{\"id\":\"h\",\"hello\":{\"token\":\"" + token + "\"}}");
    Frame welcome = next();
    if (!welcome.text().contains("welcome")) {
      throw new AssertionError(welcome.text());
    }
  }

  /// A masked frame.
  static byte[] frame(int first, byte[] payload) {
    byte[] mask = {1, 2, 3, 4};
    byte[] header;
    if (payload.length < 126) {
      header = new byte[] {(byte) first, (byte) (0x80 | payload.length)};
    } else if (payload.length <= 0xffff) {
      header =
          new byte[] {
            (byte) first, (byte) (0x80 | 126), (byte) (payload.length >> 8), (byte) payload.length
          };
    } else {
      header = new byte[10];
      header[0] = (byte) first;
      header[1] = (byte) (0x80 | 127);
      for (int i = 0; i < 8; i++) {
        header[2 + i] = (byte) ((long) payload.length >>> (56 - 8 * i));
      }
    }
    byte[] all = Arrays.copyOf(header, header.length + 4 + payload.length);
    System.arraycopy(mask, 0, all, header.length, 4);
    for (int i = 0; i < payload.length; i++) {
      all[header.length + 4 + i] = (byte) (payload[i] ^ mask[i & 3]);
    }
    return all;
  }

  Frame next() throws IOException {
    int first = in.readUnsignedByte();
    long length = in.readUnsignedByte();
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    byte[] payload = in.readNBytes((int) length);
    if (payload.length < length) {
      throw new EOFException();
    }
    return new Frame(first & 0xf, payload);
  }

  /// Reads on to the close frame.
  int closeCode() throws IOException {
    while (true) {
      Frame frame = next();
      if (frame.opcode() == WebSocketReader.CLOSE) {
        return frame.code();
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
