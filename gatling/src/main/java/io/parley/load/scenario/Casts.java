package io.parley.load.scenario;

import io.parley.load.plan.Cast;
import io.parley.load.plan.LoadOptions;
import io.parley.load.plan.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Who talks to whom, as several scenarios have it.
final class Casts {
  private static final int NEIGHBOURS = 3;
  private static final int PEOPLE_PER_GROUP = 20;

  private Casts() {}

  /// A town: everybody has six direct conversations, and there are groups, one large and the others
  /// ever smaller.
  static Cast town(LoadOptions options, RandomGenerator random) {
    int users = options.number(Setting.USERS);
    List<Cast.Talk> talks = new ArrayList<>(Cast.ring(users, NEIGHBOURS));
    int groups = Math.ceilDiv(users, PEOPLE_PER_GROUP);
    talks.addAll(
        Cast.groups(users, groups, Math.min(users, options.number(Setting.MEMBERS)), random));
    return new Cast(users, talks);
  }

  /// One conversation with everybody in it.
  static Cast one(LoadOptions options, Cast.Kind kind, int most) {
    int users = options.number(Setting.USERS);
    if (users > most) {
      throw new IllegalArgumentException(
          "users: %d (expected: 2 to %d in %s)".formatted(users, most, options.scenario()));
    }
    return new Cast(users, List.of(Cast.everybody(kind, users)));
  }
}
