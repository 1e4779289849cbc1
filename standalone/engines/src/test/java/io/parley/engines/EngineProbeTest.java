package io.parley.engines;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class EngineProbeTest {
  private static final String HOST = "127.0.0.1";

  /// Never waited for where the fake answers.
  private static final int PATIENT_MS = 10_000;

  private static final int SHORT_MS = 100;
  private static final int CQL_ERROR = 0x00;
  private static final int CQL_READY = 0x02;
  private static final int CQL_AUTHENTICATE = 0x03;
  private static final int CQL_RESULT = 0x08;

  @Test
  void pongIsRedis() throws IOException {
    List<String> asked = Collections.synchronizedList(new ArrayList<>());
    try (FakeEngine redis =
        new FakeEngine((in, out) -> {
          asked.add(new String(in.readNBytes(6), StandardCharsets.US_ASCII));
          out.writeBytes("+PONG\r\n");
        })) {
      assertTrue(EngineProbe.redis(HOST, redis.port(), PATIENT_MS));
      assertEquals(List.of("PING\r\n"), asked);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-LOADING Redis is loading the dataset in memory\r\n", "+PONG", "+pong\r\n", ""})
  void anythingElseIsNotRedis(String answer) throws IOException {
    try (FakeEngine redis =
        new FakeEngine((in, out) -> {
          byte[] _ = in.readNBytes(6);
          out.writeBytes(answer);
        })) {
      assertFalse(EngineProbe.redis(HOST, redis.port(), PATIENT_MS));
    }
  }

  @Test
  void readRowIsCassandra() throws IOException {
    List<Integer> asked = Collections.synchronizedList(new ArrayList<>());
    AtomicReference<byte[]> query = new AtomicReference<>(new byte[0]);
    try (FakeEngine cassandra =
        new FakeEngine((in, out) -> {
          asked.add(readCql(in, query));
          writeCql(out, CQL_READY, 0);
          asked.add(readCql(in, query));
          writeCql(out, CQL_RESULT, 5_000);
        })) {
      assertTrue(EngineProbe.cql(HOST, cassandra.port(), PATIENT_MS));
      assertEquals(List.of(0x01, 0x07), asked);
      byte[] text = "SELECT key FROM system.local".getBytes(StandardCharsets.UTF_8);
      assertArrayEquals(text, Arrays.copyOfRange(query.get(), 4, 4 + text.length));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {CQL_ERROR, CQL_AUTHENTICATE})
  void refusedStartupIsNotCassandra(int opcode) throws IOException {
    try (FakeEngine cassandra =
        new FakeEngine((in, out) -> {
          int _ = readCql(in, new AtomicReference<>(new byte[0]));
          writeCql(out, opcode, 10);
        })) {
      assertFalse(EngineProbe.cql(HOST, cassandra.port(), PATIENT_MS));
    }
  }

  @Test
  void failedReadIsNotCassandra() throws IOException {
    AtomicReference<byte[]> body = new AtomicReference<>(new byte[0]);
    try (FakeEngine cassandra =
        new FakeEngine((in, out) -> {
          int _ = readCql(in, body);
          writeCql(out, CQL_READY, 0);
          int _ = readCql(in, body);
          writeCql(out, CQL_ERROR, 30);
        })) {
      assertFalse(EngineProbe.cql(HOST, cassandra.port(), PATIENT_MS));
    }
  }

  @Test
  void metadataWithABrokerIsKafka() throws IOException {
    AtomicReference<byte[]> request = new AtomicReference<>(new byte[0]);
    try (FakeEngine kafka =
        new FakeEngine((in, out) -> {
          request.set(in.readNBytes(in.readInt()));
          writeInts(out, 8, 1, 1);
        })) {
      assertTrue(EngineProbe.kafka(HOST, kafka.port(), PATIENT_MS));
      byte[] header = {0, 3, 0, 1, 0, 0, 0, 1, 0, 5, 'p', 'r', 'o', 'b', 'e', 0, 0, 0, 0};
      assertArrayEquals(header, request.get());
    }
  }

  @Test
  void metadataWithoutABrokerIsNotKafka() throws IOException {
    assertFalse(kafkaAnswering(8, 1, 0));
    assertFalse(kafkaAnswering(8, 1, -1));
  }

  @Test
  void answerToAnotherQuestionIsNotKafka() throws IOException {
    assertFalse(kafkaAnswering(8, 2, 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE, (1 << 20) + 1, -1, Integer.MIN_VALUE})
  void impossibleLengthIsRefusedUnread(int length) throws IOException {
    assertFalse(kafkaAnswering(length, 1, 1));
    try (FakeEngine cassandra =
        new FakeEngine((in, out) -> {
          int _ = readCql(in, new AtomicReference<>(new byte[0]));
          out.write(new byte[] {(byte) 0x84, 0, 0, 0, CQL_READY});
          out.writeInt(length);
          byte[] _ = in.readAllBytes();
        })) {
      assertFalse(EngineProbe.cql(HOST, cassandra.port(), PATIENT_MS));
    }
  }

  @ParameterizedTest
  @EnumSource
  void silenceIsNoAnswer(EngineKind kind) throws IOException {
    // never accepted: the operating system lets clients connect all the same
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      assertFalse(Engines.answers(kind, HOST, silent.getLocalPort(), SHORT_MS));
    }
  }

  @ParameterizedTest
  @EnumSource
  void hangingUpIsNoAnswer(EngineKind kind) throws IOException {
    try (FakeEngine brief = new FakeEngine((_, _) -> {})) {
      assertFalse(Engines.answers(kind, HOST, brief.port(), PATIENT_MS));
    }
  }

  @ParameterizedTest
  @EnumSource
  void noListenerIsNoAnswer(EngineKind kind) throws IOException {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    assertFalse(Engines.answers(kind, HOST, port, PATIENT_MS));
  }

  @Test
  void tricklingAnswerDoesNotOutlastTheTimeout() throws IOException {
    AtomicReference<FakeEngine> self = new AtomicReference<>();
    try (FakeEngine cassandra =
        new FakeEngine((in, out) -> {
          int _ = readCql(in, new AtomicReference<>(new byte[0]));
          out.write(new byte[] {(byte) 0x84, 0, 0, 0, CQL_READY});
          out.writeInt(1 << 20);
          self.get().trickle(out);
        })) {
      self.set(cassandra);
      assertFalse(EngineProbe.cql(HOST, cassandra.port(), SHORT_MS));
    }
  }

  private static boolean kafkaAnswering(int... words) throws IOException {
    try (FakeEngine kafka =
        new FakeEngine((in, out) -> {
          byte[] _ = in.readNBytes(in.readInt());
          writeInts(out, words);
          byte[] _ = in.readAllBytes();
        })) {
      return EngineProbe.kafka(HOST, kafka.port(), PATIENT_MS);
    }
  }

  private static void writeInts(DataOutputStream out, int... words) throws IOException {
    for (int word : words) {
      out.writeInt(word);
    }
  }

  private static int readCql(DataInputStream in, AtomicReference<byte[]> body) throws IOException {
    byte[] _ = in.readNBytes(4);
    int opcode = in.readUnsignedByte();
    body.set(in.readNBytes(in.readInt()));
    return opcode;
  }

  private static void writeCql(DataOutputStream out, int opcode, int bytes) throws IOException {
    out.write(new byte[] {(byte) 0x84, 0, 0, 0, (byte) opcode});
    out.writeInt(bytes);
    out.write(new byte[bytes]);
  }
}
