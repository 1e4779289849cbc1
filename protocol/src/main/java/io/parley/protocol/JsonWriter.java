package io.parley.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.CodedInputStream;
import io.parley.protocol.Shape.Field;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Rewrites the wire bytes of one frame into JSON. The wire leaves out exactly what canonical JSON
/// leaves out (defaults, but not a chosen member of a oneof), so each field that comes is written.
///
/// The bytes must come from generated code: it writes all elements of a list side by side, both
/// halves of a map entry, and a field not more than once.
final class JsonWriter {
  private final byte[] bytes;
  private final CodedInputStream in;
  private final JsonGenerator out;

  JsonWriter(byte[] bytes, JsonGenerator out) {
    this.bytes = bytes;
    this.in = CodedInputStream.newInstance(bytes);
    this.out = out;
  }

  void write(Shape shape) throws IOException {
    out.writeStartObject();
    Field open = null;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      Field field = shape.byNumber(tag >>> 3);
      if (field == null || field.tag != tag) {
        in.skipField(tag);
        continue;
      }
      if (field != open) {
        end(open);
        begin(field);
        open = field;
      }
      if (field.map) {
        writeEntry(field.nested());
      } else {
        writeOne(field);
      }
    }
    end(open);
    out.writeEndObject();
  }

  private void begin(Field field) throws IOException {
    out.writeFieldName(field.quotedName);
    if (field.map) {
      out.writeStartObject();
    } else if (field.repeated) {
      out.writeStartArray();
    }
  }

  private void end(@Nullable Field field) throws IOException {
    if (field == null) {
      return;
    }
    if (field.map) {
      out.writeEndObject();
    } else if (field.repeated) {
      out.writeEndArray();
    }
  }

  private void writeEntry(Shape entry) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    in.readTag();
    out.writeFieldName(in.readString());
    in.readTag();
    writeOne(entry.required(2));
    in.popLimit(outer);
  }

  private void writeOne(Field field) throws IOException {
    switch (field.type) {
      case STRING -> writeString();
      case BOOL -> out.writeBoolean(in.readBool());
      case INT32 -> out.writeNumber(in.readInt32());
      case INT64 -> out.writeString(Long.toString(in.readInt64()));
      case ENUM -> writeEnum(field);
      case TIMESTAMP -> writeTimestamp();
      case MESSAGE -> {
        int outer = in.pushLimit(in.readRawVarint32());
        write(field.nested());
        in.popLimit(outer);
      }
    }
  }

  private void writeString() throws IOException {
    int length = in.readRawVarint32();
    out.writeUTF8String(bytes, in.getTotalBytesRead(), length);
    in.skipRawBytes(length);
  }

  private void writeEnum(Field field) throws IOException {
    int number = in.readEnum();
    String name = field.enumName(number);
    if (name != null) {
      out.writeString(name);
    } else {
      out.writeNumber(number); // a value from a newer schema, as canonical JSON has it
    }
  }

  private void writeTimestamp() throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    long seconds = 0;
    int nanos = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case WireCheck.SECONDS_TAG -> seconds = in.readInt64();
        case WireCheck.NANOS_TAG -> nanos = in.readInt32();
        default -> in.skipField(tag);
      }
    }
    in.popLimit(outer);
    out.writeString(Rfc3339.format(seconds, nanos));
  }
}
