package io.parley.engines;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/// Asks an engine one question in its own protocol, over a connection made for it. No answer in
/// time, or a wrong one, is `false`.
final class EngineProbe {
  private static final int CQL_V4_REQUEST = 0x04;
  private static final int CQL_STARTUP = 0x01;
  private static final int CQL_READY = 0x02;
  private static final int CQL_QUERY = 0x07;
  private static final int CQL_RESULT = 0x08;
  private static final short CQL_CONSISTENCY_ONE = 0x0001;

  private static final short KAFKA_METADATA = 3;
  private static final int ANSWER_MAX = 1 << 20;

  private EngineProbe() {}

  /// A row of the local node's own table was read.
  static boolean cql(String host, int port, int timeoutMs) {
    return ask(host, port, timeoutMs, EngineProbe::readRow);
  }

  /// The cluster's metadata names one broker or more.
  static boolean kafka(String host, int port, int timeoutMs) {
    return ask(host, port, timeoutMs, EngineProbe::readBrokers);
  }

  /// `PING` was answered; a server that still loads its data answers with an error instead.
  static boolean redis(String host, int port, int timeoutMs) {
    return ask(host, port, timeoutMs, EngineProbe::readPong);
  }

  private static boolean readRow(DataOutputStream out, DataInputStream in) throws IOException {
    byte[] options = concat(shortOf(1), cqlString("CQL_VERSION"), cqlString("3.0.0"));
    if (cqlCall(out, in, CQL_STARTUP, options) != CQL_READY) {
      return false;
    }
    byte[] query = "SELECT key FROM system.local".getBytes(StandardCharsets.UTF_8);
    byte[] body =
        concat(
            intOf(query.length), query, shortOf(CQL_CONSISTENCY_ONE), new byte[] {0 /* flags */});
    return cqlCall(out, in, CQL_QUERY, body) == CQL_RESULT;
  }

  private static int cqlCall(DataOutputStream out, DataInputStream in, int opcode, byte[] body)
      throws IOException {
    out.write(new byte[] {CQL_V4_REQUEST, 0, 0, 0, (byte) opcode});
    out.writeInt(body.length);
    out.write(body);
    out.flush();
    in.skipNBytes(4);
    int answer = in.readUnsignedByte();
    in.skipNBytes(bounded(in.readInt()));
    return answer;
  }

  private static boolean readBrokers(DataOutputStream out, DataInputStream in) throws IOException {
    // version 1: no topics asked for
    byte[] client = "probe".getBytes(StandardCharsets.UTF_8);
    byte[] request =
        concat(
            shortOf(KAFKA_METADATA),
            shortOf(1),
            intOf(1 /* correlation id */),
            shortOf(client.length),
            client,
            intOf(0 /* topics */));
    out.writeInt(request.length);
    out.write(request);
    out.flush();
    bounded(in.readInt());
    int correlation = in.readInt();
    int brokers = in.readInt();
    return correlation == 1 && brokers >= 1;
  }

  private static boolean readPong(DataOutputStream out, DataInputStream in) throws IOException {
    out.write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
    out.flush();
    return Arrays.equals(in.readNBytes(7), "+PONG\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  private static boolean ask(String host, int port, int timeoutMs, Question question) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), timeoutMs);
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      return question.answered(
          new DataOutputStream(new java.io.BufferedOutputStream(out)),
          new DataInputStream(new InputUntil(socket, until)));
    } catch (IOException e) {
      return false;
    }
  }

  private static int bounded(int length) throws IOException {
    if (length < 0 || length > ANSWER_MAX) {
      throw new IOException("answer: " + length + " bytes (expected: 0 to " + ANSWER_MAX + ")");
    }
    return length;
  }

  private static byte[] cqlString(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return concat(shortOf(bytes.length), bytes);
  }

  private static byte[] shortOf(int value) {
    return new byte[] {(byte) (value >> 8), (byte) value};
  }

  private static byte[] intOf(int value) {
    return concat(shortOf(value >> 16), shortOf(value));
  }

  private static byte[] concat(byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    byte[] all = Arrays.copyOf(parts[0], length);
    int at = parts[0].length;
    for (byte[] part : Arrays.copyOfRange(parts, 1, parts.length)) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  /// What comes before a moment, however slowly it comes.
  private static final class InputUntil extends InputStream {
    private final Socket socket;
    private final InputStream in;
    private final long untilNanos;

    InputUntil(Socket socket, long untilNanos) throws IOException {
      this.socket = socket;
      this.in = socket.getInputStream();
      this.untilNanos = untilNanos;
    }

    @Override
    public int read() throws IOException {
      limit();
      return in.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      limit();
      return in.read(bytes, offset, length);
    }

    private void limit() throws IOException {
      long leftMs = TimeUnit.NANOSECONDS.toMillis(untilNanos - System.nanoTime());
      if (leftMs <= 0) {
        throw new SocketTimeoutException("no whole answer in time");
      }
      socket.setSoTimeout((int) leftMs);
    }
  }

  private interface Question {
    boolean answered(DataOutputStream out, DataInputStream in) throws IOException;
  }
}
