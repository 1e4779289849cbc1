package io.parley.runtime.config;

import io.parley.runtime.FaultText;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes the records from the values of their keys, the inner ones first, and gathers what they
/// refuse.
///
/// A record is tried when all its own keys were read, even if a section below it is missing: what
/// it checks before it touches that section is told at once, the rest when the section is mended.
final class RecordBuild {
  private static final String EXPECTED = " (expected: ";

  private final ConfigSchema schema;
  private final Map<String, KeyReading.Taken> taken;
  private final List<String> faults = new ArrayList<>();

  RecordBuild(ConfigSchema schema, Map<String, KeyReading.Taken> taken) {
    this.schema = schema;
    this.taken = taken;
  }

  List<String> faults() {
    return faults;
  }

  /// The record, or `null` if it or one below it cannot be made.
  @Nullable Object build(String path, Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    @Nullable Object[] arguments = new @Nullable Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    boolean keys = true;
    boolean sections = true;
    for (int i = 0; i < components.length; i++) {
      String child = ConfigSchema.below(path, components[i].getName());
      types[i] = components[i].getType();
      if (schema.byPath().containsKey(child)) {
        KeyReading.Taken reading = taken.get(child);
        arguments[i] = reading == null ? null : reading.value();
        keys &= reading != null;
      } else {
        arguments[i] = build(child, types[i]);
        sections &= arguments[i] != null;
      }
    }
    if (!keys) {
      return null;
    }
    Object made = make(path, type, types, arguments, sections);
    return sections ? made : null;
  }

  private @Nullable Object make(
      String path,
      Class<?> type,
      Class<?>[] types,
      @Nullable Object[] arguments,
      boolean sections) {
    try {
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (sections || !(e.getTargetException() instanceof NullPointerException)) {
        faults.add(told(path, FaultText.of(e.getTargetException())));
      }
      return null;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A record's message begins with the name of a component if one alone is to blame; then it can
  /// be told where that was written.
  private String told(String path, String message) {
    String shown = message.replaceAll("\\p{Cntrl}", "?");
    int colon = shown.indexOf(": ");
    ConfigSchema.Key key =
        colon < 0 ? null : schema.byPath().get(ConfigSchema.below(path, shown.substring(0, colon)));
    if (key == null) {
      return path.isEmpty() ? shown : path + ": " + shown;
    }
    String said = shown.substring(colon + 2);
    KeyReading.Taken reading = taken.get(key.path());
    return "%s: %s%s"
        .formatted(
            key.path(),
            key.setting().secret() ? masked(said) : said,
            reading == null ? "" : ", " + reading.origin());
  }

  private static String masked(String said) {
    int expected = said.lastIndexOf(EXPECTED);
    return KeyReading.MASK
        + (expected < 0 ? " (expected: something else)" : said.substring(expected));
  }
}
