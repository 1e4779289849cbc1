package io.parley.edge.socket;

import io.parley.protocol.v1.Code;
import io.parley.runtime.RequestId;
import io.parley.runtime.resilience.RetryAfter;
import io.parley.runtime.resilience.StageFailure;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a client is told about a failure of ours.
final class Faults {
  private static final Logger log = LoggerFactory.getLogger(Faults.class);
  private static final long RETRY_MS = 1_000;

  private Faults() {}

  /// Something we stand on does not answer: come back, spread over a second.
  static Refused unavailable(String message, RandomGenerator random) {
    Duration retryAfter = Duration.ofMillis(RETRY_MS + random.nextLong(RETRY_MS));
    return Refused.later(Code.UNAVAILABLE, message, retryAfter);
  }

  /// What it was refused with; `UNAVAILABLE` for what may pass; else `INTERNAL`, and the fault in
  /// the log.
  static Refused of(Throwable told, String what, RandomGenerator random) {
    Throwable fault = StageFailure.of(told);
    if (fault instanceof RefusedException refusal) {
      return refusal.refused();
    }
    if (fault instanceof RetryAfter passing) {
      return Refused.later(Code.UNAVAILABLE, what + " cannot be done now", passing.retryAfter());
    }
    String reference = RequestId.mint(random).value();
    log.atError().setCause(fault).addKeyValue("reference", reference).log("{} failed", what);
    return new Refused(Code.INTERNAL, what + " failed", Duration.ZERO, reference);
  }
}
