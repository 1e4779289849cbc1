package io.parley.protocol;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Timestamp;
import com.google.protobuf.WireFormat;
import io.parley.protocol.Shape.Field;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Walks the wire bytes of one frame before generated code parses them, and finds what that would
/// accept or only report without a name: unknown fields, second bodies, bad UTF-8, too many
/// elements. Allocates nothing for what it reads. Used by one thread for one frame.
///
/// A field given twice is refused even when lenient, as in JSON: no writer does it, and generated
/// code would make and drop a value for each.
final class WireCheck {
  static final int SECONDS_TAG = (Timestamp.SECONDS_FIELD_NUMBER << 3) | WireFormat.WIRETYPE_VARINT;
  static final int NANOS_TAG = (Timestamp.NANOS_FIELD_NUMBER << 3) | WireFormat.WIRETYPE_VARINT;

  private final byte[] bytes;
  private final CodedInputStream in;
  private final FrameLimits limits;
  private final boolean strict;
  private final FieldPath path = new FieldPath();
  private int elements;

  WireCheck(byte[] bytes, FrameLimits limits, boolean strict) {
    this.bytes = bytes;
    this.in = CodedInputStream.newInstance(bytes);
    this.limits = limits;
    this.strict = strict;
    in.setRecursionLimit(limits.maxDepth());
  }

  /// Null when generated code can have it
  @Nullable Refusal check(Shape frame) {
    try {
      return checkFields(frame);
    } catch (IOException e) { // torn off, a length beyond the end, a tag that is none
      return malformed();
    }
  }

  private @Nullable Refusal checkFields(Shape shape) throws IOException {
    long seen = 0;
    Field last = null;
    int index = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      Field field = shape.byNumber(WireFormat.getTagFieldNumber(tag));
      if (field == null || field.tag != tag) {
        if (strict) {
          return unknown(shape, field, tag);
        }
        if (!in.skipField(tag)) {
          return malformed(); // the end of a group that never began
        }
        continue;
      }
      path.enter(field.name);
      if (field.repeated) {
        index = field == last ? index + 1 : 0;
        path.at(index);
        if (++elements > limits.maxElements()) {
          path.atWhole();
          return path.refuse(
              "too many elements", "at most " + limits.maxElements() + " in a frame");
        }
      } else if ((seen & field.bit) != 0) {
        return path.refuse("given twice", "once");
      }
      if ((seen & field.rivals) != 0) {
        return path.refuse("given beside another", field.expectedOneof());
      }
      seen |= field.bit;
      last = field;
      Refusal refusal = checkValue(field);
      if (refusal != null) {
        return refusal;
      }
      path.leave();
    }
    boolean isFrame = path.depth() == 0;
    return strict && isFrame ? shape.missingBody(seen) : null;
  }

  private Refusal unknown(Shape shape, @Nullable Field field, int tag) {
    int wireType = WireFormat.getTagWireType(tag);
    if (field != null) {
      path.enter(field.name);
      return path.refuse("wire type " + wireType, field.expected);
    }
    path.enter("#" + WireFormat.getTagFieldNumber(tag));
    return path.refuse("unknown field", shape.expectedField());
  }

  private @Nullable Refusal checkValue(Field field) throws IOException {
    return switch (field.type) {
      case STRING -> checkString();
      case BOOL -> {
        in.readBool();
        yield null;
      }
      case INT32 -> {
        long value = in.readRawVarint64();
        yield value == (int) value ? null : path.refuse(Long.toString(value), field.expected);
      }
      case INT64 -> {
        in.readRawVarint64();
        yield null;
      }
      case ENUM -> checkEnum(field);
      case TIMESTAMP -> checkTimestamp(field);
      case MESSAGE -> checkMessage(field);
    };
  }

  private @Nullable Refusal checkString() throws IOException {
    int length = in.readRawVarint32();
    int start = in.getTotalBytesRead();
    in.skipRawBytes(length);
    boolean wellFormed = Utf8.wellFormed(bytes, start, start + length);
    return wellFormed ? null : path.refuse("invalid UTF-8", "Unicode text");
  }

  private @Nullable Refusal checkEnum(Field field) throws IOException {
    long value = in.readRawVarint64();
    boolean known = value == (int) value && field.enumName((int) value) != null;
    return known || !strict ? null : path.refuse(Long.toString(value), field.expected);
  }

  private @Nullable Refusal checkTimestamp(Field field) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    long seconds = 0;
    long nanos = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == SECONDS_TAG) {
        seconds = in.readRawVarint64();
      } else if (tag == NANOS_TAG) {
        nanos = in.readRawVarint64();
      } else if (strict) {
        path.enter("#" + WireFormat.getTagFieldNumber(tag));
        return path.refuse("unknown field", "one of seconds, nanos");
      } else if (!in.skipField(tag)) {
        return malformed();
      }
    }
    in.popLimit(outer);
    return Rfc3339.inRange(seconds, nanos)
        ? null
        : path.refuse(seconds + " s " + nanos + " ns", field.expected);
  }

  private @Nullable Refusal checkMessage(Field field) throws IOException {
    if (path.depth() >= limits.maxDepth()) {
      return path.refuse("nested too deeply", "at most " + limits.maxDepth() + " levels");
    }
    int outer = in.pushLimit(in.readRawVarint32());
    Refusal refusal = checkFields(field.nested());
    in.popLimit(outer);
    return refusal;
  }

  private Refusal malformed() {
    return path.refuse("malformed at byte " + in.getTotalBytesRead(), "a protobuf message");
  }
}
