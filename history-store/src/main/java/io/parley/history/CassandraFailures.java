package io.parley.history;

import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.servererrors.ProtocolError;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import io.parley.runtime.resilience.FailureKind;
import io.parley.runtime.resilience.FailureRule;

/// What a failed request says about Cassandra. A request that it does not understand is our mistake
/// and stays one; whatever else a driver reports (no node, no answer, too few copies, too many
/// requests) passes.
public final class CassandraFailures implements FailureRule {
  @Override
  public FailureKind kindOf(Throwable failure) {
    return switch (failure) {
      case NotReadyException _ -> FailureKind.TRANSIENT;
      case QueryValidationException _ -> FailureKind.PERMANENT;
      case ProtocolError _ -> FailureKind.PERMANENT;
      case DriverException _ -> FailureKind.TRANSIENT;
      default -> FailureKind.PERMANENT;
    };
  }
}
