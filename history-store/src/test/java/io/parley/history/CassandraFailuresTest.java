package io.parley.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.NoNodeAvailableException;
import com.datastax.oss.driver.api.core.RequestThrottlingException;
import com.datastax.oss.driver.api.core.connection.ClosedConnectionException;
import io.parley.runtime.resilience.FailureKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class CassandraFailuresTest {
  private final CassandraFailures failures = new CassandraFailures();

  @Test
  void whatPassesIsTransient() {
    List<Throwable> passing =
        List.of(
            new DriverTimeoutException("no answer"),
            new NoNodeAvailableException(),
            AllNodesFailedException.fromErrors(List.of()),
            new RequestThrottlingException("too many"),
            new ClosedConnectionException("gone"),
            new NotReadyException("not yet", null));
    passing.forEach(fault -> assertEquals(FailureKind.TRANSIENT, failures.kindOf(fault)));
  }

  @Test
  void ourOwnMistakesArePermanent() {
    assertEquals(FailureKind.PERMANENT, failures.kindOf(new IllegalArgumentException("ours")));
    assertEquals(FailureKind.PERMANENT, failures.kindOf(new NullPointerException()));
  }
}
