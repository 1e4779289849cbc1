package io.parley.edge.accounts;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A request body read strictly: one JSON object, all of its fields texts, each one expected, each
/// there once.
final class Fields {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /// By the keys of their fields.
  private final Map<String, String> values = new HashMap<>();

  private Fields() {}

  sealed interface Reading {
    record Read(Fields fields) implements Reading {}

    record Refused(Answer.Refused answer) implements Reading {}
  }

  String get(Field field) {
    String value = values.get(field.key());
    if (value == null) {
      throw new IllegalArgumentException(field.key() + " was not asked for");
    }
    return value;
  }

  static Reading read(byte[] body, List<Field> expected) {
    Fields fields = new Fields();
    Optional<Answer.Refused> refusal;
    try (JsonParser parser = JSON.createParser(body)) {
      refusal = fields.fill(parser, expected);
    } catch (IOException e) {
      // its message quotes the body
      refusal = Optional.of(notAnObject());
    }
    return refusal
        .or(() -> fields.check(expected))
        .<Reading>map(Reading.Refused::new)
        .orElseGet(() -> new Reading.Read(fields));
  }

  private static Answer.Refused notAnObject() {
    return Answer.Refused.invalid("body", "not read", "one JSON object, each field once");
  }

  private Optional<Answer.Refused> fill(JsonParser parser, List<Field> expected)
      throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      return Optional.of(notAnObject());
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      Optional<Field> field = expected.stream().filter(each -> each.key().equals(name)).findFirst();
      if (field.isEmpty()) {
        return Optional.of(unknown(name, expected));
      }
      if (parser.nextToken() != JsonToken.VALUE_STRING) {
        return Optional.of(Answer.Refused.invalid(name, "not a text", "a text"));
      }
      values.put(name, parser.getText());
    }
    return parser.nextToken() == null ? Optional.empty() : Optional.of(notAnObject());
  }

  /// The name is shown only where it cannot be anything but a name.
  private static Answer.Refused unknown(String name, List<Field> expected) {
    String known = expected.stream().map(Field::key).collect(Collectors.joining(", "));
    return name.matches("[A-Za-z0-9_]{1,64}")
        ? Answer.Refused.invalid(name, "an unknown field", known)
        : Answer.Refused.invalid("body", "an unknown field", known);
  }

  private Optional<Answer.Refused> check(List<Field> expected) {
    for (Field field : expected) {
      String value = values.get(field.key());
      Optional<Answer.Refused> refusal =
          value == null ? Optional.of(field.missing()) : field.refusal(value);
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    return Optional.empty();
  }

  /// Says which fields there are, and nothing of what is in them.
  @Override
  public String toString() {
    return values.keySet().toString();
  }
}
