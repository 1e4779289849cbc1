package io.parley.router.core;

import io.parley.history.Standing;
import io.parley.ids.SnowflakeLayout;
import io.parley.protocol.v1.Code;
import io.parley.router.core.Decision.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// How soon one member of a channel comes or goes again. Two changes of one member cannot be stored
/// together ([Turn]), so one who did nothing else would hold up everybody.
final class MemberPace {
  private static final long OWN_APART_MS = 1_000;

  /// By others: less, so that nobody keeps from being removed by being always too new for it.
  private static final long APART_MS = 250;

  private static final long WAIT_MIN_MS = 50;

  private MemberPace() {}

  /// @param users whom the command names
  /// @param before how each of them stands, by records before it
  static Optional<Refused> tooSoon(
      LoggedCommand logged, List<String> users, Function<String, Standing> before) {
    long apartMs =
        switch (logged.command().getBodyCase()) {
          case JOIN, LEAVE -> OWN_APART_MS;
          case ADD_MEMBERS, REMOVE_MEMBERS, BAN, UNBAN -> APART_MS;
          default -> 0;
        };
    long now = SnowflakeLayout.tick(logged.logId());
    List<String> tooNew = new ArrayList<>();
    long waitMs = WAIT_MIN_MS;
    for (String user : users) {
      long changedId = before.apply(user).changedId();
      long leftMs = apartMs - (now - SnowflakeLayout.tick(changedId));
      if (changedId > 0 && leftMs > 0) {
        tooNew.add(user);
        waitMs = Math.max(waitMs, leftMs);
      }
    }
    return tooNew.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Refused(
                Code.RATE_LIMITED,
                "members: %s came or went just now (expected: %,d ms ago)"
                    .formatted(Fields.names(tooNew), apartMs),
                Duration.ofMillis(waitMs)));
  }
}
