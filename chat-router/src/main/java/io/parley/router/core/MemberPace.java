package io.parley.router.core;

import io.parley.history.Standing;
import io.parley.ids.SnowflakeLayout;
import io.parley.protocol.v1.Code;
import io.parley.router.core.Decision.Refused;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How soon one member of a channel comes or goes again. Two changes of one member cannot be stored
/// together ([Turn]), so one who did nothing else would hold up everybody.
final class MemberPace {
  private static final long OWN_APART_MS = 1_000;

  /// By others: less, so that nobody keeps from being removed by being always too new for it.
  private static final long APART_MS = 250;

  private static final long WAIT_MIN_MS = 50;

  private MemberPace() {}

  /// @param before how those whom the command names stand, by records before it
  static Optional<Refused> tooSoon(LoggedCommand logged, List<Standing> before) {
    long apartMs =
        switch (logged.command().getBodyCase()) {
          case JOIN, LEAVE -> OWN_APART_MS;
          case ADD_MEMBERS, REMOVE_MEMBERS, BAN, UNBAN -> APART_MS;
          default -> 0;
        };
    long changedId = before.stream().mapToLong(Standing::changedId).max().orElse(0);
    long age = SnowflakeLayout.tick(logged.logId()) - SnowflakeLayout.tick(changedId);
    return changedId == 0 || age >= apartMs
        ? Optional.empty()
        : Optional.of(
            new Refused(
                Code.RATE_LIMITED,
                "members: who came or went just now (expected: %,d ms ago)".formatted(apartMs),
                Duration.ofMillis(Math.max(WAIT_MIN_MS, apartMs - age))));
  }
}
