package io.parley.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import io.parley.protocol.v1.ClientProto;
import io.parley.protocol.v1.CodesProto;
import io.parley.protocol.v1.CommandsProto;
import io.parley.protocol.v1.DeliveriesProto;
import io.parley.protocol.v1.EventsProto;
import io.parley.protocol.v1.PushesProto;
import io.parley.protocol.v1.RostersProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What was ever published in the schema is still there as it was: clients and records rest on it.
///
/// Adding is free; `target/schema.txt` then holds the listing to put in place of the snapshot, so
/// that the addition is guarded from then on. A removed field whose number and name are `reserved`
/// may leave the snapshot by hand.
final class SchemaSnapshotTest {
  private static final List<FileDescriptor> FILES =
      List.of(
          CodesProto.getDescriptor(),
          EventsProto.getDescriptor(),
          ClientProto.getDescriptor(),
          CommandsProto.getDescriptor(),
          DeliveriesProto.getDescriptor(),
          PushesProto.getDescriptor(),
          RostersProto.getDescriptor());

  @Test
  void nothingPublishedHasChanged() throws IOException {
    Set<String> now = listing();
    Files.write(Path.of("target", "schema.txt"), now);
    Set<String> missing = new LinkedHashSet<>(Resources.lines("/schema.txt"));
    assertFalse(missing.isEmpty(), "the snapshot");
    missing.removeAll(now);
    assertEquals(Set.of(), missing, "published before and changed now");
  }

  private static Set<String> listing() {
    Set<String> lines = new TreeSet<>();
    for (FileDescriptor file : FILES) {
      file.getMessageTypes().forEach(type -> list(type, lines));
      file.getEnumTypes().forEach(type -> list(type, lines));
      file.getExtensions().forEach(field -> lines.add(line(field)));
    }
    return lines;
  }

  private static void list(Descriptor type, Set<String> lines) {
    type.getFields().forEach(field -> lines.add(line(field)));
    type.getNestedTypes().forEach(nested -> list(nested, lines));
    type.getEnumTypes().forEach(nested -> list(nested, lines));
  }

  private static void list(EnumDescriptor type, Set<String> lines) {
    type.getValues()
        .forEach(value ->
            lines.add(type.getFullName() + " " + value.getNumber() + " " + value.getName()));
  }

  private static String line(FieldDescriptor field) {
    String type =
        switch (field.getJavaType()) {
          case MESSAGE -> field.getMessageType().getFullName();
          case ENUM -> field.getEnumType().getFullName();
          case INT, LONG, FLOAT, DOUBLE, BOOLEAN, STRING, BYTE_STRING ->
              field.getType().name().toLowerCase(Locale.ROOT);
        };
    OneofDescriptor oneof = field.getRealContainingOneof();
    return "%s %d %s %s%s%s"
        .formatted(
            field.isExtension() ? "extend" : field.getContainingType().getFullName(),
            field.getNumber(),
            field.getJsonName(),
            field.isRepeated() ? "repeated " : "",
            type,
            oneof == null ? "" : " in " + oneof.getName());
  }
}
