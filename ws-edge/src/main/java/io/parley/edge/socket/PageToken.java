package io.parley.edge.socket;

import io.parley.edge.socket.Action.ListPosition;
import io.parley.edge.socket.Action.MemberPosition;
import io.parley.edge.socket.Action.MovedPosition;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// Positions in lists as clients carry them: opaque, bounded, and worth nothing to whoever forges
/// one, since a page is read for the user who asks.
final class PageToken {
  /// Far above the longest that is ever written.
  private static final int LENGTH_MAX = 400;

  private static final int PARTS_OF_LIST = 3;

  private PageToken() {}

  static String of(ListPosition position) {
    return encode(position.hour() + "/" + position.head() + "/" + position.conversation());
  }

  static String of(MovedPosition position) {
    return encode(position.sinceHour() + "/" + position.conversation());
  }

  static String of(MemberPosition position) {
    return encode(position.place() + "/" + position.user());
  }

  static Optional<ListPosition> list(String token) {
    return decode(token)
        .flatMap(text -> {
          String[] parts = text.split("/", PARTS_OF_LIST);
          try {
            return parts.length == PARTS_OF_LIST
                ? Optional.of(
                    new ListPosition(
                        Integer.parseInt(parts[0]), Long.parseLong(parts[1]), parts[2]))
                : Optional.empty();
          } catch (NumberFormatException e) { // not one of ours
            return Optional.empty();
          }
        });
  }

  static Optional<MovedPosition> moved(String token) {
    return decode(token)
        .flatMap(text -> {
          int slash = text.indexOf('/');
          try {
            return slash > 0
                ? Optional.of(
                    new MovedPosition(
                        Integer.parseInt(text.substring(0, slash)), text.substring(slash + 1)))
                : Optional.empty();
          } catch (NumberFormatException e) { // not one of ours
            return Optional.empty();
          }
        });
  }

  static Optional<MemberPosition> members(String token) {
    return decode(token)
        .flatMap(text -> {
          int slash = text.indexOf('/');
          try {
            return slash > 0
                ? Optional.of(
                    new MemberPosition(
                        Long.parseLong(text.substring(0, slash)), text.substring(slash + 1)))
                : Optional.empty();
          } catch (NumberFormatException e) { // not one of ours
            return Optional.empty();
          }
        })
        .filter(position -> position.place() >= 0);
  }

  private static String encode(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<String> decode(String token) {
    if (token.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    try {
      return Optional.of(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) { // not base64, so not one of ours
      return Optional.empty();
    }
  }
}
