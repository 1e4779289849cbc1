package io.parley.edge.socket;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// Sockets that say hello and then nothing, in a process of their own: [SocketMemory] starts it.
final class IdleClients {
  private IdleClients() {}

  /// @param args port, number of the first client, how many, whether over TLS
  public static void main(String[] args) throws IOException, GeneralSecurityException {
    int port = Integer.parseInt(args[0]);
    int first = Integer.parseInt(args[1]);
    int count = Integer.parseInt(args[2]);
    SocketFactory sockets =
        Boolean.parseBoolean(args[3]) ? trusting().getSocketFactory() : SocketFactory.getDefault();
    List<Socket> open = new ArrayList<>(count);
    for (int i = first; i < first + count; i++) {
      open.add(open(sockets, port, i));
    }
    System.out.println("ready");
    System.in.read(); // until the other side is done
    open.forEach(IdleClients::close);
  }

  /// Takes any certificate for good: this is about memory.
  private static SSLContext trusting() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anybody()}, null);
    return context;
  }

  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private static Socket open(SocketFactory sockets, int port, int number) throws IOException {
    Socket socket = sockets.createSocket(InetAddress.getLoopbackAddress(), port);
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
