package io.parley.history.accounts;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// The devices of users. Ids come in valid. Any thread; stages complete on any thread, and fail
/// with [io.parley.runtime.resilience.UnavailableException] when nobody can say now. Every change
/// may be repeated after a failure and answers then as if it had not failed.
public interface Devices {
  /// Adds the device or logs it in anew. Logins at once never bring a user above the limit.
  ///
  /// @param limit of devices whose refresh token has not ended
  CompletionStage<Enrolment> enrol(Login login, int limit);

  /// Replaces the refresh token, which is good once: of many calls at once with one token exactly
  /// one succeeds.
  CompletionStage<Rotation> rotate(Refresh refresh);

  /// Sees every change that has been answered.
  CompletionStage<Optional<Device>> find(String user, String device);

  /// In order of their ids; of those whose refresh token has ended only some.
  CompletionStage<List<Device>> of(String user);

  /// @return whether the device was there
  CompletionStage<Boolean> revoke(String user, String device);
}
