package io.parley.protocol;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Valid frames of every kind, led by the descriptors: a field added to the schema is generated
/// from then on. The same seed makes the same frames.
final class FrameGenerator {
  private static final int[] CODE_POINTS = {
    'a', 'Z', '0', ' ', '"', '\\', '/', '<', 0, 1, '\n', '\t', 0x7F, 0x80, 0xE9, 0x7FF, 0x800,
    0x2028, 0xD7FF, 0xE000, 0xFEFF, 0xFFFD, 0xFFFF, 0x10000, 0x1F44D, 0x10FFFF
  };
  private static final long[] LONGS = {
    0, 1, -1, 127, 128, 1L << 53, (1L << 53) + 1, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE
  };
  private static final int[] INTS = {0, 1, -1, 127, 128, 200, Integer.MAX_VALUE, Integer.MIN_VALUE};
  private static final long[] SECONDS = {
    0, -1, 1, 1_700_000_000, -62_135_596_800L, 253_402_300_799L
  };
  private static final int[] NANOS = {0, 1, 1_000, 120_000_000, 999_999_999};

  private final RandomGenerator random;

  FrameGenerator(long seed) {
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  RandomGenerator random() {
    return random;
  }

  /// One frame of each kind of body.
  List<ClientFrame> clientFrames() {
    List<ClientFrame> frames = new ArrayList<>();
    for (FieldDescriptor body : bodies(ClientFrame.getDescriptor())) {
      frames.add((ClientFrame) frame(ClientFrame.newBuilder(), body));
    }
    return frames;
  }

  /// One frame of each kind of body; an event once for each kind of event.
  List<ServerFrame> serverFrames() {
    List<ServerFrame> frames = new ArrayList<>();
    for (FieldDescriptor body : bodies(ServerFrame.getDescriptor())) {
      List<FieldDescriptor> inner = bodies(body.getMessageType());
      for (int i = 0; i < Math.max(1, inner.size()); i++) {
        ServerFrame.Builder frame = ServerFrame.newBuilder();
        frames.add((ServerFrame) frame(frame, body));
      }
    }
    return frames;
  }

  private static List<FieldDescriptor> bodies(Descriptor type) {
    return type.getRealOneofs().stream()
        .filter(oneof -> oneof.getName().equals("body"))
        .flatMap(oneof -> oneof.getFields().stream())
        .toList();
  }

  private Message frame(Message.Builder frame, FieldDescriptor body) {
    frame.setField(frame.getDescriptorForType().findFieldByNumber(1), string());
    return frame.setField(body, message(frame.newBuilderForField(body))).build();
  }

  private Message message(Message.Builder builder) {
    Descriptor type = builder.getDescriptorForType();
    if (type.equals(Timestamp.getDescriptor())) {
      return Timestamp.newBuilder().setSeconds(any(SECONDS)).setNanos(any(NANOS)).build();
    }
    for (FieldDescriptor field : type.getFields()) {
      if (field.getRealContainingOneof() == null && random.nextInt(4) != 0) {
        fill(builder, field);
      }
    }
    for (OneofDescriptor oneof : type.getRealOneofs()) {
      int chosen = random.nextInt(oneof.getFieldCount() + 1);
      if (chosen < oneof.getFieldCount()) {
        fill(builder, oneof.getField(chosen));
      }
    }
    return builder.build();
  }

  private void fill(Message.Builder builder, FieldDescriptor field) {
    if (field.isMapField()) {
      fillMap(builder, field);
    } else if (field.isRepeated()) {
      for (int i = random.nextInt(4); i > 0; i--) {
        builder.addRepeatedField(field, value(builder, field));
      }
    } else {
      builder.setField(field, value(builder, field));
    }
  }

  private void fillMap(Message.Builder builder, FieldDescriptor field) {
    Message.Builder entry = builder.newBuilderForField(field);
    FieldDescriptor valueField = field.getMessageType().findFieldByNumber(2);
    Map<String, Message> entries = new TreeMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      entries.put(shortString(), message(entry.newBuilderForField(valueField)));
    }
    for (Map.Entry<String, Message> each : entries.entrySet()) {
      builder.addRepeatedField(
          field,
          ((MapEntry.Builder<?, ?>) entry.clone())
              .setField(field.getMessageType().findFieldByNumber(1), each.getKey())
              .setField(valueField, each.getValue())
              .build());
    }
  }

  private Object value(Message.Builder builder, FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case STRING -> string();
      case BOOLEAN -> random.nextBoolean();
      case INT -> any(INTS);
      case LONG -> random.nextBoolean() ? any(LONGS) : random.nextLong();
      case ENUM -> {
        EnumDescriptor type = field.getEnumType();
        yield type.getValues().get(random.nextInt(type.getValues().size()));
      }
      case MESSAGE -> message(builder.newBuilderForField(field));
      case FLOAT, DOUBLE, BYTE_STRING -> throw new AssertionError(field.getFullName());
    };
  }

  String string() {
    var text = new StringBuilder();
    int length = random.nextInt(8) == 0 ? random.nextInt(300) : random.nextInt(6);
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(CODE_POINTS[random.nextInt(CODE_POINTS.length)]);
    }
    return text.toString();
  }

  /// Fit for a JSON key.
  private String shortString() {
    String text = string();
    int points = Math.min(8, text.codePointCount(0, text.length()));
    return text.substring(0, text.offsetByCodePoints(0, points));
  }

  private long any(long[] values) {
    return values[random.nextInt(values.length)];
  }

  private int any(int[] values) {
    return values[random.nextInt(values.length)];
  }
}
