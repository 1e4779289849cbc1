package io.parley.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.History;
import io.parley.protocol.v1.ServerFrame;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The frames the protocol page shows to people, as it shows them (with values where it has dots).
final class ProtocolExamplesTest {
  private static final FrameCodec JSON = FrameCodec.json(FrameLimits.DEFAULT);
  private static final FrameCodec BINARY = FrameCodec.binary(FrameLimits.DEFAULT);

  static Stream<String> clientExamples() {
    return Resources.lines("/frames/client.jsonl").stream();
  }

  static Stream<String> serverExamples() {
    return Resources.lines("/frames/server.jsonl").stream();
  }

  @ParameterizedTest
  @MethodSource("clientExamples")
  void clientExampleReadsAndWritesAsShown(String example) throws InvalidProtocolBufferException {
    var oracle = ClientFrame.newBuilder();
    JsonFormat.parser().merge(example, oracle);
    ClientFrame frame = oracle.build();
    assertEquals(new Decoded.Ok<>(frame), JSON.decodeClient(example.getBytes(UTF_8)));
    assertEquals(withoutDefaults(example), tree(JSON.encode(frame)));
    assertEquals(new Decoded.Ok<>(frame), BINARY.decodeClient(BINARY.encode(frame)));
  }

  @ParameterizedTest
  @MethodSource("serverExamples")
  void serverExampleReadsAndWritesAsShown(String example) throws InvalidProtocolBufferException {
    var oracle = ServerFrame.newBuilder();
    JsonFormat.parser().merge(example, oracle);
    ServerFrame frame = oracle.build();
    assertEquals(new Decoded.Ok<>(frame), JSON.decodeServer(example.getBytes(UTF_8)));
    assertEquals(withoutDefaults(example), tree(JSON.encode(frame)));
    assertEquals(new Decoded.Ok<>(frame), BINARY.decodeServer(BINARY.encode(frame)));
  }

  @Test
  void everyKindOfFrameHasAnExample() {
    assertEquals(bodies(ClientFrame.getDescriptor()), bodies(clientExamples()));
    assertEquals(bodies(ServerFrame.getDescriptor()), bodies(serverExamples()));
  }

  @Test
  void fromTheBeginningIsNotFromTheHead() {
    assertEquals(History.CursorCase.AFTER, cursor("{\"history\":{\"after\":\"0\"}}"));
    assertEquals(History.CursorCase.CURSOR_NOT_SET, cursor("{\"history\":{}}"));
  }

  private static History.CursorCase cursor(String json) {
    return switch (JSON.decodeClient(json.getBytes(UTF_8))) {
      case Decoded.Ok<ClientFrame>(ClientFrame frame) -> frame.getHistory().getCursorCase();
      case Decoded.Rejected<ClientFrame> rejected -> throw new AssertionError(rejected);
    };
  }

  private static Set<String> bodies(Descriptor frame) {
    return frame.getFields().stream()
        .filter(field -> field.getRealContainingOneof() != null)
        .map(FieldDescriptor::getJsonName)
        .collect(Collectors.toSet());
  }

  private static Set<String> bodies(Stream<String> examples) {
    return examples
        .flatMap(example -> JsonParser.parseString(example).getAsJsonObject().keySet().stream())
        .filter(key -> !key.equals("id") && !key.equals("re"))
        .collect(Collectors.toSet());
  }

  private static JsonElement tree(byte[] json) {
    return JsonParser.parseString(new String(json, UTF_8));
  }

  /// The page shows some fields at their default, which canonical JSON leaves out.
  private static JsonElement withoutDefaults(String example) {
    return JsonParser.parseString(
        example.replace(",\"remove\":false", "").replace(",\"deleted\":false", ""));
  }
}
