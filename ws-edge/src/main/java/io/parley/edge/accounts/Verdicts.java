package io.parley.edge.accounts;

import io.parley.edge.Authenticator.Verdict;
import io.parley.edge.accounts.AccountsMetrics.Recheck;
import io.parley.history.accounts.Devices;
import io.parley.protocol.DeviceId;
import io.parley.protocol.v1.Code;
import io.parley.runtime.FaultText;
import io.parley.runtime.resilience.RetryAfter;
import io.parley.runtime.resilience.StageFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The verdicts that both kinds of tokens share.
final class Verdicts {
  private static final Logger log = LoggerFactory.getLogger(Verdicts.class);
  private static final Duration COME_BACK = Duration.ofSeconds(5);

  private Verdicts() {}

  static Verdict unauthenticated(String detail) {
    return new Verdict.Refused(Code.UNAUTHENTICATED, detail, Duration.ZERO);
  }

  static Verdict badDevice() {
    return new Verdict.Refused(
        Code.INVALID, "deviceId: not allowed (expected: " + DeviceId.RULE + ")", Duration.ZERO);
  }

  static Verdict otherDevice() {
    return unauthenticated("deviceId: another device's token");
  }

  static Verdict busy(Duration retryAfter) {
    return new Verdict.Refused(Code.UNAVAILABLE, "who you are cannot be told now", retryAfter);
  }

  /// Never fails: what a verdict failed with becomes one, and is counted with the others.
  static CompletionStage<Verdict> told(
      Supplier<CompletionStage<Verdict>> verdict, AccountsMetrics metrics) {
    return begun(verdict)
        .handle((reached, failure) -> {
          Verdict told = failure == null ? reached : ofFailure(StageFailure.of(failure));
          switch (told) {
            case Verdict.Accepted _ -> metrics.accepted();
            case Verdict.Refused refused -> metrics.refused(refused.code());
          }
          return told;
        });
  }

  private static CompletionStage<Verdict> begun(Supplier<CompletionStage<Verdict>> verdict) {
    try {
      return verdict.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /// Whether the device is still there, as it was when it was let in.
  static CompletionStage<Boolean> stillStands(
      Verdict.Accepted accepted, Devices devices, AccountsMetrics metrics) {
    return devices
        .find(accepted.user(), accepted.device())
        .thenApply(there -> there.filter(device -> device.generation() == accepted.login()))
        .thenApply(Optional::isPresent)
        .whenComplete((stands, _) -> metrics.rechecked(outcome(stands)));
  }

  /// @param stands null where it cannot be told
  private static Recheck outcome(@Nullable Boolean stands) {
    if (stands == null) {
      return Recheck.FAILED;
    }
    return stands ? Recheck.STANDS : Recheck.GONE;
  }

  private static Verdict ofFailure(Throwable failure) {
    if (failure instanceof RetryAfter later) {
      return busy(later.retryAfter());
    }
    log.atError().addKeyValue("reason", FaultText.of(failure)).log("a token cannot be checked");
    return busy(COME_BACK);
  }

  static CompletionStage<Verdict> now(Verdict verdict) {
    return CompletableFuture.completedStage(verdict);
  }
}
