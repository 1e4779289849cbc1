package io.parley.edge.socket;

import static io.parley.edge.socket.Refused.invalid;

import io.parley.protocol.ConversationId;
import io.parley.protocol.UserId;
import io.parley.protocol.v1.Code;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/// What the fields of frames may hold, for all frames alike: each rule finds nothing, or why not.
/// Pure.
///
/// Lengths of texts are counted in Unicode code points, so that what a person sees as one character
/// counts alike in every script and in both subprotocols.
final class FieldRules {
  static final int PAGE_MAX = 200;

  /// Of a group, its creator included; and of users that one command names.
  static final int USERS_MAX = 1_024;

  /// Bytes of all names in one command: an event that carries them stays small enough for the
  /// history.
  static final int NAMES_MAX = 16 * 1024;

  private static final int MESSAGE_ID_MAX = 64;
  private static final int NAME_MAX = 128;
  private static final int DESCRIPTION_MAX = 1_024;
  private static final int PICTURE_MAX = 128;
  private static final int PAGE_STANDARD = 50;

  private FieldRules() {}

  /// The first of these that found something.
  @SafeVarargs
  static Optional<Refused> firstOf(Optional<Refused>... found) {
    for (Optional<Refused> one : found) {
      if (one.isPresent()) {
        return one;
      }
    }
    return Optional.empty();
  }

  /// @param why put into words only when it is broken: nearly no frame breaks a rule
  static Optional<Refused> when(boolean broken, Supplier<Refused> why) {
    return broken ? Optional.of(why.get()) : Optional.empty();
  }

  // ---- conversations ----

  /// What a field names.
  sealed interface Named {
    /// A conversation that the user may have to do with, as far as its name tells.
    record One(ConversationId conversation) implements Named {}

    record Wrong(Refused refused) implements Named {}
  }

  /// Who is in a group or channel is for others to say.
  static Named conversation(String field, String id, String user) {
    Optional<ConversationId> parsed = ConversationId.parse(id);
    if (parsed.isEmpty()) {
      return new Named.Wrong(noConversation(field));
    }
    return parsed.get() instanceof ConversationId.Direct direct && !direct.has(user)
        ? new Named.Wrong(notAMember(field))
        : new Named.One(parsed.get());
  }

  /// A group or channel.
  static Named roster(String field, String id) {
    return ConversationId.parse(id)
        .<Named>map(parsed ->
            switch (parsed) {
              case ConversationId.Direct _ ->
                  new Named.Wrong(
                      new Refused(Code.UNSUPPORTED, field + ": not in a direct conversation"));
              case ConversationId.Group _, ConversationId.Channel _ -> new Named.One(parsed);
            })
        .orElseGet(() -> new Named.Wrong(noConversation(field)));
  }

  static Refused noConversation(String field) {
    return new Refused(Code.NOT_FOUND, field + ": there is no such conversation");
  }

  static Refused notAMember(String field) {
    return new Refused(Code.FORBIDDEN, field + ": not one of its members");
  }

  // ---- users ----

  static Optional<Refused> user(String field, String user) {
    return when(!UserId.isValid(user), () -> invalid(field, "no user id", UserId.RULE));
  }

  /// Those a command names: 1 to as many as it may name, whose names fit an event.
  static Optional<Refused> users(String field, List<String> users) {
    int count = users.size();
    return firstOf(
        when(count == 0, () -> invalid(field, "nobody", "1 to " + USERS_MAX + " users")),
        when(count > USERS_MAX, () -> tooLarge(field, count + " users", "1 to " + USERS_MAX)),
        each(field, users),
        when(bytes(users) > NAMES_MAX, () -> namesTooLong(field, users)));
  }

  /// Each a user id, and each once.
  static Optional<Refused> each(String field, List<String> users) {
    Set<String> seen = new HashSet<>();
    for (String user : users) {
      if (!UserId.isValid(user)) {
        return user(field, user);
      }
      if (!seen.add(user)) {
        return Optional.of(invalid(field, user + " twice", "each once"));
      }
    }
    return Optional.empty();
  }

  private static Refused namesTooLong(String field, List<String> users) {
    return tooLarge(
        field, bytes(users) + " bytes of names", "at most " + NAMES_MAX + " in one request");
  }

  /// User ids are ASCII.
  private static int bytes(List<String> users) {
    return users.stream().mapToInt(String::length).sum();
  }

  // ---- texts ----

  static Optional<Refused> clientMessageId(String field, String id) {
    int characters = characters(id);
    return when(
        characters < 1 || characters > MESSAGE_ID_MAX,
        () -> invalid(field, characters + " characters", "1 to " + MESSAGE_ID_MAX));
  }

  static Optional<Refused> name(String field, String name) {
    int characters = characters(name);
    return firstOf(
        when(
            characters < 1 || characters > NAME_MAX,
            () -> invalid(field, characters + " characters", "1 to " + NAME_MAX)),
        when(
            has(name, Character::isISOControl),
            () -> invalid(field, "a control character", "none of them")));
  }

  static Optional<Refused> description(String field, String description) {
    int characters = characters(description);
    return firstOf(
        when(
            characters > DESCRIPTION_MAX,
            () -> invalid(field, characters + " characters", "at most " + DESCRIPTION_MAX)),
        when(
            has(description, c -> Character.isISOControl(c) && c != '\n'),
            () -> invalid(field, "a control character", "none of them but line breaks (\\n)")));
  }

  static Optional<Refused> picture(String field, String picture) {
    return when(
        picture.length() > PICTURE_MAX || !picture.chars().allMatch(FieldRules::isOfMediaId),
        () -> invalid(field, "no media id", "0 to " + PICTURE_MAX + " of [A-Za-z0-9._-]"));
  }

  private static boolean isOfMediaId(int c) {
    return isOfSecret(c) || c == '.';
  }

  /// Whether it is of base64url.
  static boolean isOfSecret(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  static int characters(String text) {
    return text.codePointCount(0, text.length());
  }

  private static boolean has(String text, IntPredicate kind) {
    return text.codePoints().anyMatch(kind);
  }

  // ---- pages ----

  static Optional<Refused> limit(String field, int limit) {
    return when(
        limit < 0 || limit > PAGE_MAX, () -> invalid(field, "" + limit, "1 to " + PAGE_MAX));
  }

  static int limitOf(int asked) {
    return asked == 0 ? PAGE_STANDARD : asked;
  }

  static Refused badToken(String field) {
    return invalid(field, "no token of this server", "a nextPageToken, as it came");
  }

  static Refused tooLarge(String field, String found, String expected) {
    return new Refused(Code.TOO_LARGE, field + ": " + found + " (expected: " + expected + ")");
  }

  static Refused unsupported(String field, String why) {
    return new Refused(Code.UNSUPPORTED, field + ": " + why);
  }
}
