package io.parley.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.ServerFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Canonical proto3 JSON, rewritten from and to wire bytes; generated code makes the objects.
///
/// Bytes are decoded to chars here and not by Jackson: its byte parser takes malformed UTF-8, and
/// without its cache of key names (which whoever sends keys could fill) it reads through a stream
/// with an 8 KiB buffer for every frame.
final class JsonFrameCodec implements FrameCodec {
  private final FrameLimits limits;
  private final JsonFactory json;

  JsonFrameCodec(FrameLimits limits) {
    this.limits = limits;
    this.json =
        new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .recyclerPool(JsonRecyclerPools.threadLocalPool()) // few threads, all of them ours
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxDocumentLength(limits.maxBytes())
                    .maxNestingDepth(limits.maxDepth())
                    .maxNameLength(limits.maxNameChars())
                    .maxStringLength(limits.maxBytes())
                    .maxNumberLength(limits.maxBytes()) // never made a number: see Decimal
                    .build())
            .build();
  }

  @Override
  public String subprotocol() {
    return "parley.v1.json";
  }

  @Override
  public Decoded<ClientFrame> decodeClient(byte[] bytes) {
    return decode(FrameKind.CLIENT, bytes);
  }

  @Override
  public Decoded<ServerFrame> decodeServer(byte[] bytes) {
    return decode(FrameKind.SERVER, bytes);
  }

  @Override
  public byte[] encode(ClientFrame frame) {
    return encode(FrameKind.CLIENT.shape(), frame.toByteArray());
  }

  @Override
  public byte[] encode(ServerFrame frame) {
    return encode(FrameKind.SERVER.shape(), frame.toByteArray());
  }

  @Override
  public byte[] respell(byte[] serverFrame) {
    FrameKind.SERVER.requireReadable(serverFrame, limits);
    return encode(FrameKind.SERVER.shape(), serverFrame);
  }

  <F> Decoded<F> decode(FrameKind<F> kind, byte[] bytes) {
    if (bytes.length > limits.maxBytes()) {
      return kind.tooLarge(bytes.length, limits);
    }
    char[] chars = new char[bytes.length];
    int length = Utf8.decode(bytes, chars);
    if (length < 0) {
      int at = -1 - length;
      return kind.rejected(Refusal.of("", "invalid UTF-8 at byte " + at, "Unicode text"), "");
    }
    try (JsonParser in = json.createParser(chars, 0, length)) {
      var wire = new WireBuffer(bytes.length + 16);
      Refusal refusal = new JsonReader(in, wire, limits, kind.strict()).read(kind.shape());
      return refusal == null
          ? new Decoded.Ok<>(kind.parser().parseFrom(wire.bytes(), 0, wire.size()))
          : kind.rejected(refusal, frameId(kind, chars, length));
    } catch (IOException e) { // neither memory nor bytes of our own writing give a reason
      return kind.rejected(Refusal.of("", "malformed", "a JSON object"), "");
    }
  }

  /// Of a frame that was refused, so that the refusal reaches whoever waits for an answer.
  private String frameId(FrameKind<?> kind, char[] chars, int length) {
    String idName = kind.idField().name;
    try (JsonParser in = json.createParser(chars, 0, length)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        return "";
      }
      for (String key = in.nextFieldName(); key != null; key = in.nextFieldName()) {
        JsonToken value = in.nextToken();
        if (value == JsonToken.VALUE_STRING && key.equals(idName)) {
          char[] text = in.getTextCharacters();
          boolean wellFormed =
              Utf8.encodedLength(text, in.getTextOffset(), in.getTextLength()) >= 0;
          return wellFormed ? in.getText() : "";
        }
        in.skipChildren();
      }
      return "";
    } catch (IOException e) { // malformed before any id
      return "";
    }
  }

  private byte[] encode(Shape shape, byte[] wire) {
    var out = new Written();
    try (JsonGenerator generator = json.createGenerator(out)) {
      new JsonWriter(wire, generator).write(shape);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail, and the bytes are our own", e);
    }
    return out.toByteArray();
  }

  /// A generator hands over what its own buffer holds, which for most frames is once and all: that
  /// fits exactly then, and is the result.
  private static final class Written extends ByteArrayOutputStream {
    Written() {
      super(0);
    }

    @Override
    public synchronized byte[] toByteArray() {
      return count == buf.length ? buf : super.toByteArray();
    }
  }
}
