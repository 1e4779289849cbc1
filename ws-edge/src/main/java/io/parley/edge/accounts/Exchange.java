package io.parley.edge.accounts;

import io.parley.edge.Problem;
import io.parley.protocol.v1.Code;
import io.parley.runtime.FaultText;
import io.parley.runtime.RequestId;
import io.parley.runtime.resilience.RetryAfter;
import io.parley.runtime.resilience.StageFailure;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A request and the one answer it gets. Made on the request's event loop; answers are written
/// there, wherever they come from.
final class Exchange {
  private static final Logger log = LoggerFactory.getLogger(Exchange.class);

  private final HttpServerRequest request;
  private final RequestId id;
  private final @Nullable Context loop = Vertx.currentContext();

  Exchange(HttpServerRequest request, RequestId id) {
    this.request = request;
    this.id = id;
  }

  HttpServerRequest request() {
    return request;
  }

  void answer(CompletionStage<Answer> stage) {
    CompletionStage<Answer> _ =
        stage.whenComplete(
            (answer, failure) -> answer(failure == null ? answer : ofFailure(failure)));
  }

  void answer(Answer answer) {
    onLoop(() -> write(answer));
  }

  void onLoop(Runnable task) {
    if (loop == null || loop.equals(Vertx.currentContext())) {
      task.run();
    } else {
      loop.runOnContext(_ -> task.run());
    }
  }

  private Answer ofFailure(Throwable told) {
    Throwable failure = StageFailure.of(told);
    if (failure instanceof RetryAfter later) {
      return Answer.Refused.later(Code.UNAVAILABLE, "not now", later.retryAfter());
    }
    log.atError()
        .addKeyValue("request", id.value())
        .addKeyValue("reason", FaultText.of(failure))
        .log("a request failed");
    return Answer.Refused.of(Code.INTERNAL, "a fault of ours, reference " + id.value());
  }

  private void write(Answer answer) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    // a client that has gone needs no answer
    Future<Void> _ =
        switch (answer) {
          case Answer.Done(int status, String body) when body.isEmpty() ->
              response.setStatusCode(status).end();
          case Answer.Done(int status, String body) ->
              response
                  .setStatusCode(status)
                  .putHeader("Content-Type", "application/json")
                  // tokens must not stay anywhere on the way
                  .putHeader("Cache-Control", "no-store")
                  .end(body);
          case Answer.Refused(Problem problem) -> refuse(response, problem);
        };
  }

  private static Future<Void> refuse(HttpServerResponse response, Problem problem) {
    if (problem.status() == 401) {
      response.putHeader("WWW-Authenticate", "Bearer");
    }
    return problem.answer(response);
  }
}
