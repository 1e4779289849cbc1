package io.parley.edge.accounts;

import io.parley.history.accounts.Account;
import io.parley.history.accounts.AccountStores;
import io.parley.history.accounts.Enrolment;
import io.parley.history.accounts.Login;
import io.parley.history.accounts.Refresh;
import io.parley.history.accounts.Rotation;
import io.parley.protocol.v1.Code;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Accounts, log-ins and refreshes, from fields that are valid to the answer. Any thread; stages
/// fail as the stores and the passwords do.
final class LogIns {
  private static final Logger log = LoggerFactory.getLogger(LogIns.class);
  private static final Duration COME_BACK = Duration.ofSeconds(1);

  private final Desk desk;
  private final AccountsConfig config;
  private final InstantSource clock;
  private final RandomGenerator secrets;
  private final AccountsMetrics metrics;

  /// What log-ins work with.
  ///
  /// @param throttle by user id and by device
  record Desk(
      AccountStores stores,
      Passwords passwords,
      AccessTokens tokens,
      Cutoff cutoff,
      Throttle throttle) {}

  /// @param secrets must be fit for secrets
  LogIns(
      Desk desk,
      AccountsConfig config,
      InstantSource clock,
      RandomGenerator secrets,
      AccountsMetrics metrics) {
    this.desk = desk;
    this.config = config;
    this.clock = clock;
    this.secrets = secrets;
    this.metrics = metrics;
  }

  CompletionStage<Answer> create(String user, String password) {
    return throttled(
        "create " + user,
        () ->
            desk.stores()
                .accounts()
                .find(user)
                .thenCompose(there ->
                    there.isPresent()
                        ? now(taken())
                        : desk.passwords().hash(password).thenCompose(hash -> add(user, hash))));
  }

  private CompletionStage<Answer> add(String user, String hash) {
    return desk.stores()
        .accounts()
        .create(new Account(user, hash, millis(clock.instant())))
        .thenApply(
            made -> made ? Answer.Done.json(201, new JsonObject().put("userId", user)) : taken());
  }

  private static Answer taken() {
    return Answer.Refused.of(Code.CONFLICT, "userId: taken (expected: one that nobody has)");
  }

  /// Only a wrong password stays charged: a user may log in with as many devices as they may have.
  /// It is charged before it is looked at, so that guesses at once do not slip by.
  CompletionStage<Answer> logIn(String user, String password, String device) {
    String bucket = "log-in " + user;
    return throttled(
        bucket,
        () ->
            proven(user, password)
                .whenComplete((account, failure) -> {
                  if (failure != null || account.isPresent()) {
                    desk.throttle().giveBack(bucket);
                  }
                })
                .thenCompose(account ->
                    account
                        .map(theirs -> logIn(theirs, password, device))
                        .orElseGet(() -> now(wrong()))));
  }

  /// The user's account if that is its password. Of a user who does not exist, it takes as long.
  private CompletionStage<Optional<Account>> proven(String user, String password) {
    return desk.stores()
        .accounts()
        .find(user)
        .thenCompose(there ->
            desk.passwords()
                .matches(password, there.map(Account::passwordHash).orElse(""))
                .thenApply(matches -> there.filter(_ -> matches)));
  }

  private static Answer wrong() {
    return Answer.Refused.of(Code.UNAUTHENTICATED, "the user id or the password is wrong");
  }

  private CompletionStage<Answer> logIn(Account account, String password, String device) {
    strengthen(account, password);
    Instant now = millis(clock.instant());
    RefreshToken refresh = RefreshToken.first(account.user(), device, secrets);
    Login login = new Login(account.user(), device, refresh.hashes(), now, now.plus(refreshFor()));
    return desk.stores()
        .devices()
        .enrol(login, config.devicesMax())
        .thenApply(enrolment ->
            switch (enrolment) {
              case Enrolment.Enrolled(long generation) -> tokens(refresh, generation);
              case Enrolment.TooMany() ->
                  Answer.Refused.of(Code.CONFLICT, Newcomers.tooManyDevices(config.devicesMax()));
              case Enrolment.Contended() -> contended();
            });
  }

  /// Hashes anew what was hashed with less than is asked for now. Nobody waits for it; what fails
  /// is done at the next log-in.
  private void strengthen(Account account, String password) {
    if (!desk.passwords().isWeak(account.passwordHash())) {
      return;
    }
    CompletionStage<Boolean> _ =
        desk.passwords()
            .hash(password)
            .thenCompose(hash -> desk.stores().accounts().changePasswordHash(account, hash))
            .whenComplete((changed, failure) ->
                log.atInfo()
                    .addKeyValue("changed", failure == null && changed)
                    .log("a password hash was made stronger"));
  }

  CompletionStage<Answer> refresh(String text) {
    Optional<RefreshToken> parsed = RefreshToken.parse(text);
    if (parsed.isEmpty()) {
      return now(unknown());
    }
    RefreshToken token = parsed.get();
    // by what only holders know: else anybody could use up the tries of another's device
    return throttled(
        "refresh " + token.hashes().chain().hex(), () -> refresh(token, token.next(secrets)));
  }

  private CompletionStage<Answer> refresh(RefreshToken token, RefreshToken next) {
    Instant now = millis(clock.instant());
    return desk.stores()
        .devices()
        .rotate(
            new Refresh(
                token.user(),
                token.device(),
                token.hashes(),
                next.hashes().token(),
                now,
                now.plus(refreshFor())))
        .thenApply(rotation ->
            switch (rotation) {
              case Rotation.Rotated(long generation) -> tokens(next, generation);
              case Rotation.Unknown() -> unknown();
              case Rotation.Expired() ->
                  Answer.Refused.of(Code.UNAUTHENTICATED, "refreshToken: expired");
              case Rotation.JustReplaced() -> used();
              case Rotation.Replayed() -> {
                stolen(token);
                yield used();
              }
              case Rotation.Contended() -> contended();
            });
  }

  private void stolen(RefreshToken token) {
    metrics.replayed();
    log.atWarn()
        .addKeyValue("user", token.user())
        .addKeyValue("device", token.device())
        .log("an old refresh token came back: the device is logged out");
    desk.cutoff().begin(token.user(), token.device());
  }

  private static Answer unknown() {
    return Answer.Refused.of(
        Code.UNAUTHENTICATED, "refreshToken: unknown (expected: one that was given out)");
  }

  private static Answer used() {
    return Answer.Refused.of(
        Code.UNAUTHENTICATED, "refreshToken: used before (expected: the latest one)");
  }

  private static Answer contended() {
    return Answer.Refused.later(
        Code.UNAVAILABLE, "too many changes of this user's devices at once", COME_BACK);
  }

  private Answer tokens(RefreshToken refresh, long generation) {
    String access =
        desk.tokens().issue(new AccessTokens.Bearer(refresh.user(), refresh.device(), generation));
    return Answer.Done.json(
        200,
        new JsonObject()
            .put("accessToken", access)
            .put("refreshToken", refresh.text())
            .put("expiresIn", desk.tokens().lifetime().toSeconds()));
  }

  private CompletionStage<Answer> throttled(String key, Supplier<CompletionStage<Answer>> allowed) {
    Duration wait = desk.throttle().take(key);
    return wait.isZero() ? allowed.get() : now(tooFast(wait));
  }

  static Answer tooFast(Duration wait) {
    return Answer.Refused.later(Code.RATE_LIMITED, "too many tries", wait);
  }

  private Duration refreshFor() {
    return config.tokens().refreshFor();
  }

  /// What the store keeps of a time.
  private static Instant millis(Instant instant) {
    return Instant.ofEpochMilli(instant.toEpochMilli());
  }

  private static CompletionStage<Answer> now(Answer answer) {
    return CompletableFuture.completedStage(answer);
  }
}
