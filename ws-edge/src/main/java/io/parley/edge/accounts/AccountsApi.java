package io.parley.edge.accounts;

import io.parley.edge.Authenticator;
import io.parley.edge.Authenticator.Verdict;
import io.parley.edge.HttpApi;
import io.parley.edge.accounts.AccountsMetrics.Operation;
import io.parley.protocol.v1.Code;
import io.parley.runtime.RequestId;
import io.parley.runtime.Surroundings;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The HTTP API of accounts, tokens and devices.
final class AccountsApi implements HttpApi {
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final String BEARER = "Bearer ";

  private final AccountsPaths paths;
  private final Authenticator authenticator;
  private final Throttles throttles;
  private final Surroundings surroundings;
  private final AccountsMetrics metrics;

  AccountsApi(
      AccountsPaths paths,
      Authenticator authenticator,
      Throttles throttles,
      Surroundings surroundings,
      AccountsMetrics metrics) {
    this.paths = paths;
    this.authenticator = authenticator;
    this.throttles = throttles;
    this.surroundings = surroundings;
    this.metrics = metrics;
  }

  @Override
  public boolean answer(HttpServerRequest request, RequestId id) {
    Optional<Endpoint> endpoint = paths.at(request.path());
    endpoint.ifPresent(there -> answer(new Exchange(request, id), there));
    return endpoint.isPresent();
  }

  private void answer(Exchange exchange, Endpoint endpoint) {
    HttpServerRequest request = exchange.request();
    if (!request.method().equals(endpoint.method())) {
      request.response().putHeader("Allow", endpoint.method().name());
      exchange.answer(
          Answer.Refused.of(Code.UNSUPPORTED, "expected: " + endpoint.method().name())
              .withStatus(METHOD_NOT_ALLOWED));
      return;
    }
    switch (endpoint) {
      case Endpoint.Form form -> answer(exchange, form);
      case Endpoint.Guarded guarded -> answer(exchange, guarded);
      case Endpoint.Open open -> exchange.answer(open.then().get());
      case Endpoint.Closed closed -> exchange.answer(closed.why());
    }
  }

  /// Whether its address may try now; if not, that is the answer.
  private boolean mayTry(Exchange exchange, Operation operation) {
    Duration wait = throttles.addresses().take(exchange.request());
    if (!wait.isZero()) {
      metrics.refused(operation, Code.RATE_LIMITED);
      exchange.answer(LogIns.tooFast(wait));
    }
    return wait.isZero();
  }

  private void answer(Exchange exchange, Endpoint.Form form) {
    if (!mayTry(exchange, form.operation())) {
      return;
    }
    new BodyReader(exchange)
        .read(
            surroundings,
            body ->
                exchange.answer(
                    counted(
                        form.operation(),
                        switch (Fields.read(body, form.fields())) {
                          case Fields.Reading.Read(Fields fields) -> form.then().apply(fields);
                          case Fields.Reading.Refused(Answer.Refused refused) -> now(refused);
                        })));
  }

  private CompletionStage<Answer> counted(Operation operation, CompletionStage<Answer> stage) {
    return stage.whenComplete((answer, failure) -> {
      if (failure != null) {
        metrics.refused(operation, Code.UNAVAILABLE);
      } else {
        switch (answer) {
          case Answer.Done _ -> metrics.done(operation);
          case Answer.Refused refused -> metrics.refused(operation, refused.code());
        }
      }
    });
  }

  private void answer(Exchange exchange, Endpoint.Guarded guarded) {
    if (mayTry(exchange, guarded.operation())) {
      String token = bearer(exchange.request().getHeader("Authorization"));
      exchange.answer(counted(guarded.operation(), answer(token, guarded)));
    }
  }

  private CompletionStage<Answer> answer(String token, Endpoint.Guarded guarded) {
    if (token.isEmpty()) {
      return now(
          Answer.Refused.of(
              Code.UNAUTHENTICATED, "Authorization: missing (expected: Bearer and a token)"));
    }
    return authenticator
        .verify(token, "")
        .thenCompose(verdict ->
            switch (verdict) {
              case Verdict.Accepted accepted -> answer(accepted, guarded);
              case Verdict.Refused(Code code, String detail, Duration retryAfter) ->
                  now(Answer.Refused.later(code, detail, retryAfter));
            });
  }

  private CompletionStage<Answer> answer(Verdict.Accepted accepted, Endpoint.Guarded guarded) {
    Duration wait = throttles.users().take(guarded.operation() + " " + accepted.user());
    return wait.isZero() ? guarded.then().apply(accepted) : now(LogIns.tooFast(wait));
  }

  private static CompletionStage<Answer> now(Answer answer) {
    return CompletableFuture.completedStage(answer);
  }

  private static String bearer(@Nullable String header) {
    return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? header.substring(BEARER.length()).strip()
        : "";
  }
}
