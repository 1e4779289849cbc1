package io.parley.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.ServerFrame;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Frames made to cost memory: each as large as the limit lets it be.
final class DecodeAllocationTest {
  private static final int LIMIT = FrameLimits.DEFAULT.maxBytes();

  /// Chars take two of it and the wire one; the rest is for objects and, once refused, for finding
  /// the frame's id.
  private static final long BOUND = 16L * LIMIT;

  private static final FrameCodec JSON = FrameCodec.json(FrameLimits.DEFAULT);
  private static final FrameCodec BINARY = FrameCodec.binary(FrameLimits.DEFAULT);

  @TestFactory
  Stream<DynamicTest> hostileJsonCostsASmallMultipleOfTheLimit() {
    Map<String, byte[]> hostile = new LinkedHashMap<>();
    hostile.put("deep arrays", fill("", "[", ""));
    hostile.put("deep objects", fill("", "{\"a\":", ""));
    hostile.put("deep in a string field", fill("{\"send\":{\"text\":", "[", ""));
    hostile.put("deep in an unknown field", fill("{\"x\":", "[", ""));
    hostile.put("deep in a list", fill("{\"createGroup\":{\"members\":", "[", ""));
    hostile.put("tiny members", fill("{\"createGroup\":{\"members\":[\"\"", ",\"\"", "]}}"));
    hostile.put("one-letter members", fill("{\"watch\":{\"users\":[\"\"", ",\"a\"", "]}}"));
    hostile.put("tiny events", fill("{\"page\":{\"events\":[{}", ",{}", "]}}"));
    hostile.put("giant number", fill("{\"history\":{\"limit\":", "9", "}}"));
    hostile.put("giant fraction", fill("{\"history\":{\"limit\":1.", "0", "}}"));
    hostile.put("giant exponent", fill("{\"history\":{\"limit\":1e", "9", "}}"));
    hostile.put("giant number as a string", fill("{\"history\":{\"after\":\"", "9", "\"}}"));
    hostile.put("giant unknown number", fill("{\"x\":", "9", "}"));
    hostile.put("long key", fill("{\"", "k", "\":1}"));
    hostile.put("long text", fill("{\"send\":{\"text\":\"", "é", "\"}}"));
    hostile.put("escaped text", fill("{\"send\":{\"text\":\"", "\\u20ac", "\"}}"));
    hostile.put("unknown keys", keys("{", "\"k%d\":1,", "\"z\":1}"));
    hostile.put(
        "map keys", keys("{\"event\":{\"message\":{\"reactions\":{", "\"%d\":{},", "\"\":{}}}}}"));
    hostile.put("one-letter keys", fill("{", "\"a\":1,", "\"z\":1}"));
    hostile.put("members up to the limit", members(FrameLimits.DEFAULT.maxElements()));
    hostile.put("long id", fill("{\"id\":\"", "i", "\",\"x\":1}"));
    hostile.put("wrong type, long", fill("{\"history\":{\"limit\":\"", "\\u0000", "\"}}"));
    hostile.put("malformed UTF-8", fill("{\"send\":{\"text\":\"\u0080", "é", "\"}}"));
    return tests(JSON, hostile);
  }

  @TestFactory
  Stream<DynamicTest> hostileProtobufCostsASmallMultipleOfTheLimit() {
    Map<String, byte[]> hostile = new LinkedHashMap<>();
    hostile.put("huge declared id", bytes(0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07));
    hostile.put("huge declared body", bytes(0x12, 0xFF, 0xFF, 0xFF, 0xFF, 0x07));
    hostile.put("negative length", bytes(0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F));
    hostile.put("unknown fields", repeat(bytes(), bytes(0xF8, 0x01, 0x01)));
    hostile.put("different unknown fields", differentUnknownFields());
    hostile.put("nested groups", repeat(bytes(), bytes(0xFB, 0x01)));
    hostile.put("bodies over and over", repeat(bytes(), bytes(0x12, 0x00)));
    hostile.put("bodies in turn", repeat(bytes(), bytes(0x12, 0x00, 0x1A, 0x00)));
    hostile.put("ids over and over", repeat(bytes(), bytes(0x0A, 0x02, 'a', 'b')));
    hostile.put("tiny members", nested(0x82, 0x01, bytes(0x12, 0x00)));
    hostile.put("one-letter members", nested(0x82, 0x01, bytes(0x12, 0x01, 'a')));
    hostile.put("tiny watched", nested(0x62, -1, bytes(0x0A, 0x00)));
    hostile.put("tiny events", nested(0x4A, -1, bytes(0x12, 0x00)));
    hostile.put("tiny items", nested(0x52, -1, bytes(0x0A, 0x00)));
    hostile.put("events with tiny bodies", nested(0x4A, -1, bytes(0x12, 0x02, 0x32, 0x00)));
    hostile.put("tiny reactions", tinyReactions());
    hostile.put("long text", nested(0x12, -1, bytes('"', 1, 'x')));
    return tests(BINARY, hostile);
  }

  private static Stream<DynamicTest> tests(FrameCodec codec, Map<String, byte[]> hostile) {
    return hostile.entrySet().stream()
        .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> decode(codec, each.getValue())));
  }

  private static void decode(FrameCodec codec, byte[] bytes) {
    assertTrue(bytes.length <= LIMIT, "must get past the first check");
    Allocation.Measured<Decoded<ClientFrame>> client =
        Allocation.of(() -> codec.decodeClient(bytes));
    Allocation.Measured<Decoded<ServerFrame>> server =
        Allocation.of(() -> codec.decodeServer(bytes));
    assertTrue(client.bytes() <= BOUND, () -> "allocated " + client.bytes());
    assertTrue(server.bytes() <= BOUND, () -> "allocated " + server.bytes());
  }

  private static byte[] fill(String before, String filling, String after) {
    byte[] unit = filling.getBytes(UTF_8);
    int room = LIMIT - before.getBytes(UTF_8).length - after.getBytes(UTF_8).length;
    return (before + filling.repeat(room / unit.length) + after).getBytes(UTF_8);
  }

  private static byte[] keys(String before, String each, String after) {
    var text = new StringBuilder(before);
    for (int i = 0; text.length() < LIMIT - 64; i++) {
      text.append(each.formatted(i));
    }
    return text.append(after).toString().getBytes(UTF_8);
  }

  private static byte[] members(int count) {
    return ("{\"createGroup\":{\"members\":[\"a\"" + ",\"a\"".repeat(count - 1) + "]}}")
        .getBytes(UTF_8);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] repeat(byte[] before, byte[] unit) {
    byte[] all = Arrays.copyOf(before, LIMIT);
    int at = before.length;
    for (; at + unit.length <= LIMIT; at += unit.length) {
      System.arraycopy(unit, 0, all, at, unit.length);
    }
    return Arrays.copyOf(all, at);
  }

  /// A nested message of repeated units; the tag has one byte, or two.
  private static byte[] nested(int tag1, int tag2, byte[] unit) {
    int count = (LIMIT - 8) / unit.length;
    var wire = new WireBuffer(LIMIT);
    wire.varint(tag2 < 0 ? tag1 : (tag1 & 0x7F) | tag2 << 7);
    wire.varint((long) count * unit.length);
    byte[] head = Arrays.copyOf(wire.bytes(), wire.size());
    var all = new ByteArrayOutputStream();
    all.writeBytes(head);
    for (int i = 0; i < count; i++) {
      all.writeBytes(unit);
    }
    return all.toByteArray();
  }

  private static byte[] tinyReactions() {
    var wire = new WireBuffer(LIMIT);
    wire.varint(0x12); // event
    int event = wire.open();
    wire.varint(0x32); // message
    int message = wire.open();
    while (wire.size() < LIMIT - 16) {
      wire.varint(0x3A); // reactions
      wire.varint(0);
    }
    wire.close(message);
    wire.close(event);
    return Arrays.copyOf(wire.bytes(), wire.size());
  }

  private static byte[] differentUnknownFields() {
    var wire = new WireBuffer(LIMIT);
    for (int number = 1000; wire.size() < LIMIT - 16; number++) {
      wire.varint((long) number << 3);
      wire.varint(1);
    }
    return Arrays.copyOf(wire.bytes(), wire.size());
  }
}
