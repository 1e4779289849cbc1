package io.parley.edge.accounts;

import io.parley.runtime.resilience.FailureRule;
import io.parley.runtime.resilience.Policies;
import io.parley.runtime.resilience.Policy;
import io.parley.runtime.resilience.PolicySettings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/// Gets a JWK set with HTTP.
final class HttpJwksSource implements JwksSource {
  private static final int BYTES_MAX = 256 * 1024;

  private final Vertx vertx;
  private final HttpClient client;
  private final String url;
  private final Duration within;
  private final Policy policy;

  /// Takes the policy `issuer/jwks`.
  HttpJwksSource(Vertx vertx, AccountsConfig.Issuer config, Policies policies) {
    this.vertx = vertx;
    this.url = config.jwksUrl();
    this.within = config.fetchWithin();
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(within.toMillis()))
                .setVerifyHost(true));
    PolicySettings standard = PolicySettings.defaults();
    this.policy =
        policies.policy(
            "issuer/jwks",
            new PolicySettings(within, within, 4, standard.retry(), standard.breaker()),
            FailureRule.ALL_TRANSIENT);
  }

  @Override
  public CompletionStage<String> fetch() {
    return policy.callIdempotent(() -> get().toCompletionStage());
  }

  private Future<String> get() {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setAbsoluteURI(url)
            .setTimeout(within.toMillis())
            .putHeader("Accept", "application/json");
    return client.request(options).compose(request -> request.send().compose(this::bodyOf));
  }

  private Future<String> bodyOf(HttpClientResponse response) {
    if (response.statusCode() != 200) {
      Future<Void> _ = response.request().connection().close();
      return Future.failedFuture("status: %d (expected: 200)".formatted(response.statusCode()));
    }
    Promise<String> whole = Promise.promise();
    // the timeout of a request is only how long it may be silent
    long deadline =
        vertx.setTimer(
            within.toMillis(),
            _ -> {
              whole.tryFail("body: longer than " + within);
              Future<Void> _ = response.request().connection().close();
            });
    Buffer body = Buffer.buffer();
    response.exceptionHandler(whole::tryFail);
    response.endHandler(_ -> whole.tryComplete(body.toString(StandardCharsets.UTF_8)));
    response.handler(part -> {
      if (body.length() + part.length() > BYTES_MAX) {
        whole.tryFail("body: longer (expected: <= %d bytes)".formatted(BYTES_MAX));
        Future<Void> _ = response.request().connection().close();
      } else {
        body.appendBuffer(part);
      }
    });
    return whole.future().onComplete(_ -> vertx.cancelTimer(deadline));
  }
}
