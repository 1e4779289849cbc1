package io.parley.protocol;

import com.fasterxml.jackson.core.io.SerializedString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Timestamp;
import com.google.protobuf.WireFormat;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the codecs need to know of a message type, read from its descriptor once: fields by name
/// for JSON, by number for the wire. Never changed after [#of], so safe for any thread.
///
/// Knows the types the schema uses. One it does not know (bytes, floats, lists of numbers) fails
/// when the class is loaded, not when a frame comes.
final class Shape {
  enum Type {
    STRING,
    BOOL,
    INT32,
    INT64,
    ENUM,
    TIMESTAMP,
    MESSAGE
  }

  private final Map<String, Field> byName = new HashMap<>();
  private final @Nullable Field[] byNumber;
  private final String names;
  private long body;
  private String bodies = "";

  private Shape(Descriptor descriptor) {
    int highest =
        descriptor.getFields().stream().mapToInt(FieldDescriptor::getNumber).max().orElse(0);
    byNumber = new Field[highest + 1];
    names = fieldNames(descriptor.getFields());
  }

  static Shape of(Descriptor descriptor) {
    return of(descriptor, new HashMap<>());
  }

  private static Shape of(Descriptor descriptor, Map<Descriptor, Shape> known) {
    Shape before = known.get(descriptor);
    if (before != null) {
      return before;
    }
    var shape = new Shape(descriptor);
    known.put(descriptor, shape); // before its fields: one of them may be of its own type
    if (descriptor.getFields().size() > Long.SIZE) {
      throw new IllegalStateException(descriptor.getFullName() + ": more than 64 fields");
    }
    for (FieldDescriptor described : descriptor.getFields()) {
      Type type = typeOf(described);
      boolean nested = type == Type.MESSAGE;
      var field = new Field(described, type, nested ? of(described.getMessageType(), known) : null);
      shape.byNumber[field.number] = field;
      shape.byName.put(described.getJsonName(), field);
      shape.byName.put(described.getName(), field); // canonical JSON parsers take both
    }
    for (OneofDescriptor oneof : descriptor.getRealOneofs()) {
      if (oneof.getName().equals("body")) {
        oneof.getFields().forEach(member -> shape.body |= 1L << member.getIndex());
        shape.bodies = fieldNames(oneof.getFields());
      }
    }
    return shape;
  }

  private static Type typeOf(FieldDescriptor field) {
    Type type =
        switch (field.getType()) {
          case STRING -> Type.STRING;
          case BOOL -> Type.BOOL;
          case INT32 -> Type.INT32;
          case INT64 -> Type.INT64;
          case ENUM -> Type.ENUM;
          case MESSAGE ->
              field.getMessageType().equals(Timestamp.getDescriptor())
                  ? Type.TIMESTAMP
                  : Type.MESSAGE;
          case DOUBLE, FLOAT, UINT64, FIXED64, FIXED32, BYTES, UINT32, GROUP ->
              throw unknown(field);
          case SFIXED32, SFIXED64, SINT32, SINT64 -> throw unknown(field);
        };
    boolean packed = field.isPackable() && field.isRepeated();
    boolean oddKey =
        field.isMapField()
            && field.getMessageType().findFieldByNumber(1).getType() != FieldDescriptor.Type.STRING;
    if (packed || oddKey) {
      throw unknown(field);
    }
    return type;
  }

  private static IllegalStateException unknown(FieldDescriptor field) {
    return new IllegalStateException(
        field.getFullName() + ": " + field.getType() + " (expected: a type the codecs know)");
  }

  private static String fieldNames(List<FieldDescriptor> fields) {
    return fields.stream().map(FieldDescriptor::getJsonName).collect(Collectors.joining(", "));
  }

  @Nullable Field byName(String name) {
    return byName.get(name);
  }

  @Nullable Field byNumber(int number) {
    return number < byNumber.length ? byNumber[number] : null;
  }

  /// A field that is known to be there, like the key and the value of a map's entry.
  Field required(int number) {
    Field field = byNumber(number);
    if (field == null) {
      throw new IllegalStateException(number + ": no such field (expected: one of " + names + ")");
    }
    return field;
  }

  /// What an unknown field could have been.
  String expectedField() {
    return names.isEmpty() ? "no field" : "one of " + names;
  }

  /// Null when `present` (bits of [Field#bit]) holds one of the oneof `body`.
  @Nullable Refusal missingBody(long present) {
    return (present & body) != 0 ? null : Refusal.of("", "no body", "exactly one of " + bodies);
  }

  static final class Field {
    final String name;
    final SerializedString quotedName;
    final int number;
    final Type type;

    /// The tag a well-formed sender writes: number and wire type.
    final int tag;

    final boolean repeated;

    /// A map is repeated, its shape the entry: key 1, value 2.
    final boolean map;

    /// Of the message or map entry; null for the other types.
    final @Nullable Shape shape;

    /// This field in a set of fields of its message.
    final long bit;

    /// The other fields of its oneof.
    final long rivals;

    /// What a value has to be, for people.
    final String expected;

    private final Map<String, Integer> enumNumbers;
    private final Map<Integer, String> enumNames;
    private final String rivalNames;

    private Field(FieldDescriptor field, Type type, @Nullable Shape shape) {
      this.name = field.getJsonName();
      this.quotedName = new SerializedString(name);
      this.number = field.getNumber();
      this.type = type;
      this.tag = (number << 3) | wireType(type);
      this.repeated = field.isRepeated();
      this.map = field.isMapField();
      this.shape = shape;
      this.bit = 1L << field.getIndex();
      OneofDescriptor oneof = field.getRealContainingOneof();
      List<FieldDescriptor> members = oneof == null ? List.of() : oneof.getFields();
      this.rivals = members.stream().mapToLong(f -> 1L << f.getIndex()).sum() & ~bit;
      this.rivalNames = fieldNames(members);
      this.enumNumbers = new LinkedHashMap<>();
      this.enumNames = new HashMap<>();
      if (type == Type.ENUM) {
        readEnum(field.getEnumType());
      }
      this.expected = expected();
    }

    private void readEnum(EnumDescriptor described) {
      for (EnumValueDescriptor value : described.getValues()) {
        enumNumbers.put(value.getName(), value.getNumber());
        enumNames.putIfAbsent(value.getNumber(), value.getName());
      }
    }

    private static int wireType(Type type) {
      return switch (type) {
        case BOOL, INT32, INT64, ENUM -> WireFormat.WIRETYPE_VARINT;
        case STRING, TIMESTAMP, MESSAGE -> WireFormat.WIRETYPE_LENGTH_DELIMITED;
      };
    }

    private String expected() {
      return switch (type) {
        case STRING -> "a string";
        case BOOL -> "true or false";
        case INT32 -> "an integer from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE;
        case INT64 -> "an integer from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE;
        case ENUM ->
            enumNumbers.entrySet().stream()
                .filter(value -> value.getValue() != 0) // zero is UNSPECIFIED everywhere
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", ", "one of ", ""));
        case TIMESTAMP -> "a time like 2026-01-31T12:00:00Z";
        case MESSAGE -> "an object";
      };
    }

    /// Of a message, a list of them, or a map.
    Shape nested() {
      if (shape == null) {
        throw new IllegalStateException(name + ": " + type + " (expected: MESSAGE)");
      }
      return shape;
    }

    @Nullable Integer enumNumber(String valueName) {
      return enumNumbers.get(valueName);
    }

    @Nullable String enumName(int valueNumber) {
      return enumNames.get(valueNumber);
    }

    String expectedOneof() {
      return "one of " + rivalNames;
    }
  }
}
