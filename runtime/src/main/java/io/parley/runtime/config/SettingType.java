package io.parley.runtime.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// How the text of a setting becomes a value and back. The types are few on purpose: no bare
/// numbers of milliseconds or bytes.
///
/// - `name`: for the reference page
/// - `form`: reads one scalar; throws [IllegalArgumentException] whose message says what was
///   expected
/// - `shape`: how many scalars there are
record SettingType(String name, Form form, Shape shape) {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,12}) ?(ms|s|m|h|d)");

  enum Shape {
    SCALAR,
    LIST,
    MAP
  }

  @FunctionalInterface
  interface Form {
    Object parse(String text);
  }

  /// The type of a record component.
  static SettingType of(Type type) {
    if (type instanceof ParameterizedType generic) {
      if (generic.getRawType() == List.class
          && generic.getActualTypeArguments()[0] == String.class) {
        return new SettingType("list of texts", SettingType::text, Shape.LIST);
      }
      if (generic.getRawType() == Map.class
          && Arrays.stream(generic.getActualTypeArguments()).allMatch(String.class::equals)) {
        return new SettingType("map of texts", SettingType::text, Shape.MAP);
      }
    }
    if (type instanceof Class<?> raw) {
      return scalar(raw);
    }
    throw new IllegalArgumentException("a setting cannot be a " + type);
  }

  private static SettingType scalar(Class<?> type) {
    if (type == String.class) {
      return new SettingType("text", SettingType::text, Shape.SCALAR);
    } else if (type == int.class) {
      return new SettingType("integer", SettingType::integer, Shape.SCALAR);
    } else if (type == double.class) {
      return new SettingType("number", SettingType::number, Shape.SCALAR);
    } else if (type == boolean.class) {
      return new SettingType("true or false", SettingType::truth, Shape.SCALAR);
    } else if (type == Duration.class) {
      return new SettingType("duration", SettingType::duration, Shape.SCALAR);
    } else if (type == ByteSize.class) {
      return new SettingType("size", ByteSize::parse, Shape.SCALAR);
    } else if (type == Path.class) {
      return new SettingType("path", SettingType::path, Shape.SCALAR);
    } else if (type.isEnum()) {
      return oneOf(type);
    }
    throw new IllegalArgumentException("a setting cannot be a " + type.getName());
  }

  private static SettingType oneOf(Class<?> type) {
    Map<String, Object> byName =
        Arrays.stream(type.getEnumConstants())
            .collect(Collectors.toMap(SettingType::written, constant -> constant));
    String names =
        Arrays.stream(type.getEnumConstants())
            .map(SettingType::written)
            .collect(Collectors.joining(" or "));
    Form form =
        text -> {
          Object constant = byName.get(text);
          if (constant == null) {
            throw new IllegalArgumentException(names);
          }
          return constant;
        };
    return new SettingType(names, form, Shape.SCALAR);
  }

  /// Orders two values of this type, for the bounds.
  @SuppressWarnings("unchecked") // both were made by this type's form
  static int compare(Object left, Object right) {
    return ((Comparator<Object>) (Comparator<?>) Comparator.naturalOrder()).compare(left, right);
  }

  /// How a value would be written in the file.
  static String written(Object value) {
    return switch (value) {
      case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
      case Duration duration -> written(duration);
      default -> value.toString();
    };
  }

  private static String written(Duration duration) {
    long ms = duration.toMillis();
    if (ms == 0 || ms % 1_000 != 0) {
      return ms + "ms";
    }
    long s = ms / 1_000;
    return s % 86_400 == 0
        ? s / 86_400 + "d"
        : s % 3_600 == 0 ? s / 3_600 + "h" : s % 60 == 0 ? s / 60 + "m" : s + "s";
  }

  private static Object text(String text) {
    return text;
  }

  private static Object integer(String text) {
    try {
      return Integer.parseInt(text.replace("_", ""));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("an integer", e);
    }
  }

  private static Object number(String text) {
    try {
      double number = Double.parseDouble(text);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException("a number");
  }

  private static Object path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      // its own message quotes the text
      throw new IllegalArgumentException("a path", e);
    }
  }

  private static Object truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("true or false");
    };
  }

  private static Object duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("a duration such as 250ms, 10s, 5m, 1h or 7d");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}
