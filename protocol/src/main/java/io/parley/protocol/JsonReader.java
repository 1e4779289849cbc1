package io.parley.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.parley.protocol.Shape.Field;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Rewrites one JSON frame into wire bytes, field by field as the keys come. Stops at the first
/// fault and says what and where it is. Used by one thread for one frame.
///
/// A key given twice is refused even when lenient: it has no meaning, only a winner that differs
/// from parser to parser.
final class JsonReader {
  private final JsonParser in;
  private final WireBuffer out;
  private final FrameLimits limits;
  private final boolean strict;
  private final FieldPath path = new FieldPath();
  private int elements;

  JsonReader(JsonParser in, WireBuffer out, FrameLimits limits, boolean strict) {
    this.in = in;
    this.out = out;
    this.limits = limits;
    this.strict = strict;
  }

  /// Null when all of the input was one frame and is written
  @Nullable Refusal read(Shape frame) {
    try {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        return path.refuse(in.currentToken() == null ? "empty" : found(), "a JSON object");
      }
      Refusal refusal = readFields(frame);
      if (refusal == null && in.nextToken() != null) {
        return path.refuse("more after the object", "one JSON object");
      }
      return refusal;
    } catch (StreamConstraintsException e) {
      return path.refuse(
          "too deep, or too long a key, at character " + position(),
          "at most %d levels, keys of at most %d characters"
              .formatted(limits.maxDepth(), limits.maxNameChars()));
    } catch (IOException e) {
      return path.refuse("malformed JSON at character " + position(), "one JSON object");
    }
  }

  private long position() {
    return in.currentLocation().getCharOffset();
  }

  private @Nullable Refusal readFields(Shape shape) throws IOException {
    long seen = 0;
    long present = 0;
    for (String key = in.nextFieldName(); key != null; key = in.nextFieldName()) {
      Field field = shape.byName(key);
      if (field == null) {
        if (strict) {
          path.enter(key);
          return path.refuse("unknown field", shape.expectedField());
        }
        in.nextToken();
        in.skipChildren();
        continue;
      }
      path.enter(field.name);
      if ((seen & field.bit) != 0) {
        return path.refuse("given twice", "once");
      }
      seen |= field.bit;
      if (in.nextToken() != JsonToken.VALUE_NULL) {
        if ((present & field.rivals) != 0) {
          return path.refuse("given beside another", field.expectedOneof());
        }
        present |= field.bit;
        Refusal refusal = readValue(field);
        if (refusal != null) {
          return refusal;
        }
      }
      path.leave();
    }
    boolean isFrame = path.depth() == 0;
    return strict && isFrame ? shape.missingBody(present) : null;
  }

  private @Nullable Refusal readValue(Field field) throws IOException {
    if (field.map) {
      return readEntries(field);
    }
    return field.repeated ? readElements(field) : readOne(field);
  }

  private @Nullable Refusal readElements(Field field) throws IOException {
    if (in.currentToken() != JsonToken.START_ARRAY) {
      return path.refuse(found(), "a list");
    }
    for (int i = 0; in.nextToken() != JsonToken.END_ARRAY; i++) {
      if (++elements > limits.maxElements()) {
        return tooManyElements();
      }
      path.at(i);
      Refusal refusal = readOne(field);
      if (refusal != null) {
        return refusal;
      }
      path.atWhole();
    }
    return null;
  }

  private @Nullable Refusal readEntries(Field field) throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      return path.refuse(found(), "an object");
    }
    Field keyField = field.nested().required(1);
    Field valueField = field.nested().required(2);
    Set<String> keys = new HashSet<>();
    for (String key = in.nextFieldName(); key != null; key = in.nextFieldName()) {
      if (++elements > limits.maxElements()) {
        return tooManyElements();
      }
      path.enter(key);
      if (!keys.add(key)) {
        return path.refuse("given twice", "once");
      }
      out.varint(field.tag);
      int start = out.open();
      out.varint(keyField.tag);
      if (!out.string(key.toCharArray(), 0, key.length())) {
        return path.refuse("a lone surrogate", "Unicode text");
      }
      in.nextToken();
      Refusal refusal = readOne(valueField);
      if (refusal != null) {
        return refusal;
      }
      out.close(start);
      path.leave();
    }
    return null;
  }

  /// The value the parser is at.
  private @Nullable Refusal readOne(Field field) throws IOException {
    return switch (field.type) {
      case STRING -> readString(field);
      case BOOL -> readBool(field);
      case INT32 -> readInteger(field, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case INT64 -> readInteger(field, Long.MIN_VALUE, Long.MAX_VALUE);
      case ENUM -> readEnum(field);
      case TIMESTAMP -> readTimestamp(field);
      case MESSAGE -> readMessage(field);
    };
  }

  private @Nullable Refusal readString(Field field) throws IOException {
    if (in.currentToken() != JsonToken.VALUE_STRING) {
      return wrong(field);
    }
    out.varint(field.tag);
    boolean written = out.string(in.getTextCharacters(), in.getTextOffset(), in.getTextLength());
    return written ? null : path.refuse("a lone surrogate", "Unicode text");
  }

  private @Nullable Refusal readBool(Field field) throws IOException {
    JsonToken token = in.currentToken();
    if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
      return wrong(field);
    }
    out.varint(field.tag);
    out.varint(token == JsonToken.VALUE_TRUE ? 1 : 0);
    return null;
  }

  private @Nullable Refusal readInteger(Field field, long min, long max) throws IOException {
    OptionalLong value = integer();
    if (value.isEmpty() || value.getAsLong() < min || value.getAsLong() > max) {
      return wrong(field);
    }
    out.varint(field.tag);
    out.varint(value.getAsLong());
    return null;
  }

  private OptionalLong integer() throws IOException {
    if (!in.currentToken().isNumeric() && in.currentToken() != JsonToken.VALUE_STRING) {
      return OptionalLong.empty();
    }
    return Decimal.parse(in.getTextCharacters(), in.getTextOffset(), in.getTextLength());
  }

  private @Nullable Refusal readEnum(Field field) throws IOException {
    Integer number = enumNumber(field);
    if (number != null) {
      out.varint(field.tag);
      out.varint(number);
      return null;
    }
    boolean newerName = !strict && in.currentToken() == JsonToken.VALUE_STRING;
    return newerName ? null : wrong(field);
  }

  private @Nullable Integer enumNumber(Field field) throws IOException {
    if (in.currentToken() == JsonToken.VALUE_STRING) {
      return field.enumNumber(in.getText());
    }
    OptionalLong number = integer();
    if (number.isEmpty() || (int) number.getAsLong() != number.getAsLong()) {
      return null;
    }
    int value = (int) number.getAsLong();
    return strict && field.enumName(value) == null ? null : Integer.valueOf(value);
  }

  private @Nullable Refusal readTimestamp(Field field) throws IOException {
    if (in.currentToken() != JsonToken.VALUE_STRING) {
      return wrong(field);
    }
    Instant time = Rfc3339.parse(in.getTextCharacters(), in.getTextOffset(), in.getTextLength());
    if (time == null) {
      return wrong(field);
    }
    out.varint(field.tag);
    int start = out.open();
    out.varint(WireCheck.SECONDS_TAG);
    out.varint(time.getEpochSecond());
    out.varint(WireCheck.NANOS_TAG);
    out.varint(time.getNano());
    out.close(start);
    return null;
  }

  private @Nullable Refusal readMessage(Field field) throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      return wrong(field);
    }
    out.varint(field.tag);
    int start = out.open();
    Refusal refusal = readFields(field.nested());
    out.close(start);
    return refusal;
  }

  private Refusal tooManyElements() {
    return path.refuse("too many elements", "at most " + limits.maxElements() + " in a frame");
  }

  private Refusal wrong(Field field) throws IOException {
    return path.refuse(found(), field.expected);
  }

  /// What the parser is at, for people.
  private String found() throws IOException {
    return switch (in.currentToken()) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "a list";
      case VALUE_STRING -> '"' + Refusal.excerpt(in.getText()) + '"';
      default -> Refusal.excerpt(in.getText()); // a number, true, false or null, as written
    };
  }
}
