package io.parley.edge.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.edge.Authenticator.Verdict;
import io.parley.edge.accounts.AccountsMetrics.Recheck;
import io.parley.history.accounts.AccountStores;
import io.parley.protocol.v1.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class VerdictsTest {
  private final List<Recheck> rechecks = new ArrayList<>();
  private final AccountsMetrics metrics =
      new AccountsMetrics() {
        @Override
        public void rechecked(Recheck outcome) {
          rechecks.add(outcome);
        }
      };

  @Test
  void whatIsThrownBecomesAVerdictToo() {
    CompletionStage<Verdict> told =
        Verdicts.told(
            () -> {
              throw new IllegalStateException("a fault of ours");
            },
            metrics);
    Verdict.Refused refused =
        assertInstanceOf(Verdict.Refused.class, told.toCompletableFuture().join());
    assertEquals(Code.UNAVAILABLE, refused.code());
    assertTrue(refused.retryAfter().isPositive());
  }

  @Test
  void aDeviceThatIsNotThereDoesNotStand() {
    assertEquals(
        false,
        Verdicts.stillStands(
                new Verdict.Accepted("alice", "phone", 1),
                AccountStores.inMemory().devices(),
                metrics)
            .toCompletableFuture()
            .join());
    assertEquals(List.of(Recheck.GONE), rechecks);
  }
}
