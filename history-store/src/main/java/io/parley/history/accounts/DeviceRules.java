package io.parley.history.accounts;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What may be done to a user's devices, decided from what is there. It changes nothing: a store
/// writes what is decided under the condition that what it was decided from is still there, and
/// decides again if it is not. Both decisions therefore first look whether they were carried out
/// already, by an attempt whose answer was lost.
final class DeviceRules {
  /// How long a token just replaced counts as an honest mistake.
  static final Duration JUST_REPLACED = Duration.ofSeconds(60);

  private DeviceRules() {}

  sealed interface LoginDecision {
    /// @param version of the user's devices from then on
    record Write(long version, DeviceRow row) implements LoginDecision {}

    record Answer(Enrolment enrolment) implements LoginDecision {}
  }

  sealed interface RefreshDecision {
    record Write(DeviceRow row) implements RefreshDecision {}

    /// The chain is over: the device must be revoked, then that is the answer.
    record Revoke() implements RefreshDecision {}

    record Answer(Rotation rotation) implements RefreshDecision {}
  }

  /// @param version of the user's devices; 0 before the first
  static LoginDecision decide(Login login, long version, List<DeviceRow> rows, int limit) {
    int others = 0;
    for (DeviceRow row : rows) {
      if (!row.device().id().equals(login.device())) {
        others += row.livesAt(login.at()) ? 1 : 0;
      } else if (row.refresh().equals(login.refresh())) {
        return new LoginDecision.Answer(new Enrolment.Enrolled(row.device().generation()));
      }
    }
    return others < limit
        ? new LoginDecision.Write(version + 1, DeviceRow.of(login, version + 1))
        : new LoginDecision.Answer(new Enrolment.TooMany());
  }

  static RefreshDecision decide(Refresh refresh, @Nullable DeviceRow row) {
    if (row == null || !row.refresh().chain().equals(refresh.presented().chain())) {
      return new RefreshDecision.Answer(new Rotation.Unknown());
    }
    if (row.refresh().token().equals(refresh.next())) {
      return new RefreshDecision.Answer(new Rotation.Rotated(row.device().generation()));
    }
    if (!row.livesAt(refresh.at())) {
      return new RefreshDecision.Answer(new Rotation.Expired());
    }
    TokenHash presented = refresh.presented().token();
    if (row.refresh().token().equals(presented)) {
      return new RefreshDecision.Write(row.after(refresh));
    }
    boolean justReplaced =
        presented.equals(row.previous())
            && refresh.at().isBefore(row.device().refreshedAt().plus(JUST_REPLACED));
    return justReplaced
        ? new RefreshDecision.Answer(new Rotation.JustReplaced())
        : new RefreshDecision.Revoke();
  }
}
