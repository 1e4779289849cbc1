package io.parley.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.parley.protocol.v1.AddMembers;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.History;
import io.parley.protocol.v1.Ping;
import io.parley.protocol.v1.ServerFrame;
import io.parley.protocol.v1.SetRole;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What strict reading refuses, and the words it does it in: input, field, message.
final class RefusalsTest {
  private static final FrameLimits LIMITS = new FrameLimits(400, 6, 4, 20);
  private static final JsonFrameCodec JSON = new JsonFrameCodec(LIMITS);
  private static final BinaryFrameCodec BINARY = new BinaryFrameCodec(LIMITS);
  private static final String BODIES =
      "send, mark, typing, ping, history, hello, conversations, react, edit, delete, watch,"
          + " unwatch, moved, createGroup, createChannel, addMembers, removeMembers, leave,"
          + " rename, setRole, describe, setPicture, changeSettings, join, answerRequests,"
          + " createLink, revokeLink, ban, unban, info, members, archive, mute, pin, draft";
  private static final String INT32 = "an integer from -2147483648 to 2147483647";
  private static final String INT64 = "an integer from -9223372036854775808 to 9223372036854775807";
  private static final String BEYOND = "at most 6 levels, keys of at most 20 characters";
  private static final String TIME = "a time like 2026-01-31T12:00:00Z";

  static Stream<Arguments> json() {
    return Stream.of(
        // not one object
        row("", "", "frame: empty (expected: a JSON object)"),
        row("  ", "", "frame: empty (expected: a JSON object)"),
        row("[]", "", "frame: a list (expected: a JSON object)"),
        row("\"x\"", "", "frame: \"x\" (expected: a JSON object)"),
        row("null", "", "frame: null (expected: a JSON object)"),
        row("7", "", "frame: 7 (expected: a JSON object)"),
        row("{\"ping\":{}}x", "", malformed("frame", 12)),
        row("{\"ping\":{}}{}", "", "frame: more after the object (expected: one JSON object)"),
        row("{\"ping\":{}} 1", "", "frame: more after the object (expected: one JSON object)"),
        row("{\"ping\":{}", "", malformed("frame", 10)),
        row("{ping:{}}", "", malformed("frame", 2)),
        row(
            "{\"leave\":{\"conversation\":\"a\nb\"}}",
            "leave.conversation",
            malformed("leave.conversation", 28)),
        row("{\"history\":{\"limit\":01}}", "history", malformed("history", 21)),
        row("{\"history\":{\"limit\":NaN}}", "history", malformed("history", 23)),
        // bodies
        row("{}", "", "frame: no body (expected: exactly one of " + BODIES + ")"),
        row("{\"ping\":null}", "", "frame: no body (expected: exactly one of " + BODIES + ")"),
        row(
            "{\"ping\":{},\"leave\":{}}",
            "leave",
            "leave: given beside another (expected: one of " + BODIES + ")"),
        row(
            "{\"send\":{\"user\":\"bob\",\"conversation\":\"c\"}}",
            "send.conversation",
            "send.conversation: given beside another (expected: one of user, conversation)"),
        // names
        row("{\"sned\":{}}", "sned", "sned: unknown field (expected: one of id, " + BODIES + ")"),
        row(
            "{\"edit\":{\"body\":\"x\"}}",
            "edit.body",
            "edit.body: unknown field (expected: one of conversation, messageId, text)"),
        row("{\"ping\":{\"n\":1}}", "ping.n", "ping.n: unknown field (expected: no field)"),
        row(
            "{\"\\u0007\\\"\":1}",
            "\\u0007\\\"",
            "\\u0007\\\": unknown field (expected: one of id, " + BODIES + ")"),
        row("{\"id\":\"1\",\"id\":\"2\"}", "id", "id: given twice (expected: once)"),
        row("{\"id\":null,\"id\":\"2\"}", "id", "id: given twice (expected: once)"),
        row(
            "{\"edit\":{\"messageId\":1,\"message_id\":1}}",
            "edit.messageId",
            "edit.messageId: given twice (expected: once)"),
        row(
            "{\"aNameOfMoreThanTwentyCharacters\":1}",
            "",
            "frame: too deep, or too long a key, at character 34 (expected: " + BEYOND + ")"),
        // types
        row("{\"id\":1}", "id", "id: 1 (expected: a string)"),
        row("{\"id\":{}}", "id", "id: an object (expected: a string)"),
        row("{\"id\":[]}", "id", "id: a list (expected: a string)"),
        row("{\"ping\":[]}", "ping", "ping: a list (expected: an object)"),
        row("{\"ping\":true}", "ping", "ping: true (expected: an object)"),
        row(
            "{\"watch\":{\"users\":\"bob\"}}",
            "watch.users",
            "watch.users: \"bob\" (expected: a list)"),
        row(
            "{\"watch\":{\"users\":[\"a\",2]}}",
            "watch.users[1]",
            "watch.users[1]: 2 (expected: a string)"),
        row(
            "{\"watch\":{\"users\":[null]}}",
            "watch.users[0]",
            "watch.users[0]: null (expected: a string)"),
        row(
            "{\"send\":{\"resend\":\"true\"}}",
            "send.resend",
            "send.resend: \"true\" (expected: true or false)"),
        row("{\"send\":{\"resend\":1}}", "send.resend", "send.resend: 1 (expected: true or false)"),
        // numbers
        row(
            "{\"history\":{\"limit\":\"abc\"}}",
            "history.limit",
            "history.limit: \"abc\" (expected: " + INT32 + ")"),
        row(
            "{\"history\":{\"limit\":1.5}}",
            "history.limit",
            "history.limit: 1.5 (expected: " + INT32 + ")"),
        row(
            "{\"history\":{\"limit\":\"\"}}",
            "history.limit",
            "history.limit: \"\" (expected: " + INT32 + ")"),
        row(
            "{\"history\":{\"limit\":false}}",
            "history.limit",
            "history.limit: false (expected: " + INT32 + ")"),
        row(
            "{\"history\":{\"limit\":2147483648}}",
            "history.limit",
            "history.limit: 2147483648 (expected: " + INT32 + ")"),
        row(
            "{\"history\":{\"after\":\"9223372036854775808\"}}",
            "history.after",
            "history.after: \"9223372036854775808\" (expected: " + INT64 + ")"),
        row(
            "{\"history\":{\"after\":1e999999999}}",
            "history.after",
            "history.after: 1e999999999 (expected: " + INT64 + ")"),
        row(
            "{\"history\":{\"after\":" + "9".repeat(60) + "}}",
            "history.after",
            "history.after: " + "9".repeat(40) + "... (expected: " + INT64 + ")"),
        // enums
        row(
            "{\"setRole\":{\"role\":\"BOSS\"}}",
            "setRole.role",
            "setRole.role: \"BOSS\" (expected: one of OWNER, ADMIN, MEMBER)"),
        row(
            "{\"setRole\":{\"role\":\"owner\"}}",
            "setRole.role",
            "setRole.role: \"owner\" (expected: one of OWNER, ADMIN, MEMBER)"),
        row(
            "{\"setRole\":{\"role\":9}}",
            "setRole.role",
            "setRole.role: 9 (expected: one of OWNER, ADMIN, MEMBER)"),
        // text
        row("{\"id\":\"\\ud83d\"}", "id", "id: a lone surrogate (expected: Unicode text)"),
        row("{\"id\":\"\\udc4d\\ud83d\"}", "id", "id: a lone surrogate (expected: Unicode text)"),
        // amounts
        row(
            "{\"watch\":{\"users\":[\"\",\"\",\"\",\"\",\"\"]}}",
            "watch.users",
            "watch.users: too many elements (expected: at most 4 in a frame)"),
        row("{\"send\":{\"text\":[[[[[[", "send.text", "send.text: a list (expected: a string)"));
  }

  @ParameterizedTest
  @MethodSource("json")
  void jsonIsRefusedInTheseWords(String input, String field, String message) {
    Decoded.Rejected<ClientFrame> rejected = rejected(JSON.decodeClient(input.getBytes(UTF_8)));
    assertEquals(Code.INVALID, rejected.code());
    assertEquals(field, rejected.field());
    assertEquals(message, rejected.message());
  }

  static Stream<Arguments> binary() {
    return Stream.of(
        row(bytes(), "", "frame: no body (expected: exactly one of " + BODIES + ")"),
        row(bytes(0x0A, 0x05, 'a'), "id", "id: malformed at byte 2 (expected: a protobuf message)"),
        row(bytes(0x2A, 0x7F), "ping", "ping: malformed at byte 2 (expected: a protobuf message)"),
        row(bytes(0x00), "", "frame: malformed at byte 1 (expected: a protobuf message)"),
        row(bytes(0x0C), "id", "id: wire type 4 (expected: a string)"),
        row(
            bytes(0x2A, 0x00, 0xA2, 0x01, 0x00),
            "leave",
            "leave: given beside another (expected: one of " + BODIES + ")"),
        row(bytes(0x2A, 0x00, 0x2A, 0x00), "ping", "ping: given twice (expected: once)"),
        row(bytes(0x0A, 0x01, 0xFF), "id", "id: invalid UTF-8 (expected: Unicode text)"),
        row(
            bytes(0x0A, 0x03, 0xED, 0xA0, 0x80),
            "id",
            "id: invalid UTF-8 (expected: Unicode text)"),
        row(bytes(0x08, 0x01), "id", "id: wire type 0 (expected: a string)"),
        row(
            frame().setPing(Ping.newBuilder().setUnknownFields(unknown(99))),
            "ping.#99",
            "ping.#99: unknown field (expected: no field)"),
        row(
            frame().setPing(Ping.getDefaultInstance()).setUnknownFields(unknown(99)),
            "#99",
            "#99: unknown field (expected: one of id, " + BODIES + ")"),
        row(
            frame().setSetRole(SetRole.newBuilder().setRoleValue(9)),
            "setRole.role",
            "setRole.role: 9 (expected: one of OWNER, ADMIN, MEMBER)"),
        row(
            frame().setHistory(History.newBuilder().setUnknownFields(varint(4, 1L << 40))),
            "history.limit",
            "history.limit: 1099511627776 (expected: " + INT32 + ")"),
        row(
            frame()
                .setAddMembers(
                    AddMembers.newBuilder().addAllUsers(List.of("a", "b", "c", "d", "e"))),
            "addMembers.users",
            "addMembers.users: too many elements (expected: at most 4 in a frame)"),
        row(
            bytes(0x62, 0x05, 0x0A, 0x00, 0x0A, 0x01, 0xFF),
            "watch.users[1]",
            "watch.users[1]: invalid UTF-8 (expected: Unicode text)"));
  }

  @ParameterizedTest
  @MethodSource("binary")
  void protobufIsRefusedInTheseWords(ByteString input, String field, String message) {
    Decoded.Rejected<ClientFrame> rejected = rejected(BINARY.decodeClient(input.toByteArray()));
    assertEquals(Code.INVALID, rejected.code());
    assertEquals(field, rejected.field());
    assertEquals(message, rejected.message());
  }

  @Test
  void moreBytesThanTheLimitAreTooLargeUnread() {
    byte[] large = new byte[401];
    for (FrameCodec codec : List.of(JSON, BINARY)) {
      assertEquals(
          new Decoded.Rejected<>(
              Code.TOO_LARGE, "", "frame: 401 bytes (expected: at most 400)", ""),
          codec.decodeClient(large));
    }
  }

  @Test
  void refusalCarriesTheFramesIdWhereverItStands() {
    assertEquals("7", json("{\"id\":\"7\",\"x\":1}").frameId());
    assertEquals("7", json("{\"x\":{\"id\":\"8\"},\"id\":\"7\"}").frameId());
    assertEquals("7", json("{\"id\":\"7\",\"leave\":{").frameId());
    assertEquals("", json("{\"id\":7,\"x\":1}").frameId());
    assertEquals("", json("{\"id\":\"\\ud83d\"}").frameId());
    assertEquals("", json("nonsense").frameId());
    assertEquals("7", rejected(binary(0x2A, 0x01, 0x0A, 0x0A, 0x01, '7')).frameId());
    assertEquals("7", rejected(binary(0x0A, 0x01, '7')).frameId());
    assertEquals("", rejected(binary(0x0A, 0x01, 0xFF)).frameId());
    assertEquals("", rejected(binary(0x0A, 0x7F)).frameId());
  }

  @Test
  void invalidUtf8InJsonIsRefusedWithItsPlace() {
    byte[] bytes = "{\"id\":\"é\"}".getBytes(UTF_8);
    bytes[8] = 'x';
    assertEquals(
        "frame: invalid UTF-8 at byte 7 (expected: Unicode text)",
        rejected(JSON.decodeClient(bytes)).message());
  }

  @Test
  void badTimesAreRefusedByBothCodecs() {
    assertEquals(
        "presence.lastSeen: \"yesterday\" (expected: " + TIME + ")",
        rejected(JSON.decodeServer("{\"presence\":{\"lastSeen\":\"yesterday\"}}".getBytes(UTF_8)))
            .message());
    var presence = ServerFrame.newBuilder();
    presence.getPresenceBuilder().getLastSeenBuilder().setNanos(-1);
    assertEquals(
        "presence.lastSeen: 0 s -1 ns (expected: " + TIME + ")",
        rejected(BINARY.decodeServer(presence.build().toByteArray())).message());
  }

  @Test
  void mapKeyGivenTwiceIsRefused() {
    String json =
        "{\"event\":{\"message\":{\"reactions\":{\"a\":{\"count\":1},\"a\":{\"count\":2}}}}}";
    assertEquals(
        "event.message.reactions.a: given twice (expected: once)",
        rejected(JSON.decodeServer(json.getBytes(UTF_8))).message());
  }

  @Test
  void deepNestingIsRefusedByBothCodecs() {
    String deep = "{\"later\":" + "[".repeat(10) + "]".repeat(10) + "}";
    assertEquals(
        "frame: too deep, or too long a key, at character 15 (expected: " + BEYOND + ")",
        rejected(JSON.decodeServer(deep.getBytes(UTF_8))).message());
    var shallow = new BinaryFrameCodec(new FrameLimits(400, 2, 4, 20));
    var frame = ServerFrame.newBuilder();
    frame.getPageBuilder().addEventsBuilder().getRenamedBuilder().setName("x");
    assertEquals(
        "page.events[0]: nested too deeply (expected: at most 2 levels)",
        rejected(shallow.decodeServer(frame.build().toByteArray())).message());
  }

  private static String malformed(String at, int character) {
    return at + ": malformed JSON at character " + character + " (expected: one JSON object)";
  }

  private static Decoded.Rejected<ClientFrame> json(String input) {
    return rejected(JSON.decodeClient(input.getBytes(UTF_8)));
  }

  private static Decoded<ClientFrame> binary(int... input) {
    return BINARY.decodeClient(bytes(input).toByteArray());
  }

  private static <F> Decoded.Rejected<F> rejected(Decoded<F> decoded) {
    return switch (decoded) {
      case Decoded.Rejected<F> rejected -> rejected;
      case Decoded.Ok<F> ok -> throw new AssertionError(ok);
    };
  }

  private static ClientFrame.Builder frame() {
    return ClientFrame.newBuilder();
  }

  private static UnknownFieldSet unknown(int number) {
    return varint(number, 1);
  }

  private static UnknownFieldSet varint(int number, long value) {
    return UnknownFieldSet.newBuilder()
        .addField(number, UnknownFieldSet.Field.newBuilder().addVarint(value).build())
        .build();
  }

  private static ByteString bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return ByteString.copyFrom(bytes);
  }

  private static Arguments row(String input, String field, String message) {
    return Arguments.of(input, field, message);
  }

  private static Arguments row(ByteString input, String field, String message) {
    return Arguments.of(input, field, message);
  }

  private static Arguments row(ClientFrame.Builder input, String field, String message) {
    return Arguments.of(input.build().toByteString(), field, message);
  }
}
