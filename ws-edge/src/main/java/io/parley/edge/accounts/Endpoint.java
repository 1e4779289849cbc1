package io.parley.edge.accounts;

import io.parley.edge.Authenticator.Verdict;
import io.parley.edge.accounts.AccountsMetrics.Operation;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/// What stands at a path.
sealed interface Endpoint {
  HttpMethod method();

  /// For anybody, throttled by address.
  ///
  /// @param fields of the body
  record Form(
      Operation operation, List<Field> fields, Function<Fields, CompletionStage<Answer>> then)
      implements Endpoint {
    @Override
    public HttpMethod method() {
      return HttpMethod.POST;
    }
  }

  /// For whoever has a good access token, throttled by address and by user.
  record Guarded(
      Operation operation,
      HttpMethod method,
      Function<Verdict.Accepted, CompletionStage<Answer>> then)
      implements Endpoint {}

  /// For anybody.
  record Open(Supplier<Answer> then) implements Endpoint {
    @Override
    public HttpMethod method() {
      return HttpMethod.GET;
    }
  }

  /// For nobody, with a reason.
  record Closed(HttpMethod method, Answer.Refused why) implements Endpoint {}
}
