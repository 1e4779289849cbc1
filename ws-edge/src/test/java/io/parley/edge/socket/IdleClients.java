package io.parley.edge.socket;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Sockets that say hello and then nothing, in a process of their own: [SocketMemory] starts it.
final class IdleClients {
  private IdleClients() {}

  /// @param args port, number of the first client, how many
  public static void main(String[] args) throws IOException {
    int port = Integer.parseInt(args[0]);
    int first = Integer.parseInt(args[1]);
    int count = Integer.parseInt(args[2]);
    List<Socket> open = new ArrayList<>(count);
    for (int i = first; i < first + count; i++) {
      open.add(open(port, i));
    }
    System.out.println("ready");
    System.in.read(); // until the other side is done
    open.forEach(IdleClients::close);
  }

  private static Socket open(int port, int number) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    DataInputStream in = new DataInputStream(socket.getInputStream());
    String request =
        """
        GET /v1/ws HTTP/1.1\r
        Host: localhost\r
        Connection: Upgrade\r
        Upgrade: websocket\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        Sec-WebSocket-Protocol: parley.v1.json\r
        \r
        """;
    out.write(request.getBytes(StandardCharsets.US_ASCII));
    int ends = 0;
    while (ends < 4) {
      ends = in.readByte() == "\r\n\r\n".charAt(ends) ? ends + 1 : 0;
    }
    byte[] payload =
        "{\"id\":\"1\",\"hello\":{\"token\":\"user-%06d/phone-%d\"}}"
            .formatted(number, number)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] frame = new byte[6 + payload.length]; // with a mask of zeros, which changes nothing
    frame[0] = (byte) 0x81;
    frame[1] = (byte) (0x80 | payload.length);
    System.arraycopy(payload, 0, frame, 6, payload.length);
    out.write(frame);
    in.readByte();
    int length = in.readUnsignedByte();
    in.readNBytes(length == 126 ? in.readUnsignedShort() : length);
    return socket;
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
