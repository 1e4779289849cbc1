package io.parley.edge.accounts;

import io.parley.protocol.v1.Code;
import io.parley.runtime.Surroundings;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads the body of one request, bounded in size and time. On the request's event loop.
final class BodyReader {
  private static final int BYTES_MAX = 8 * 1024;
  private static final Duration WITHIN = Duration.ofSeconds(10);
  private static final String JSON = "application/json";

  private final Exchange exchange;
  private final HttpServerRequest request;
  private final Buffer body = Buffer.buffer();
  private boolean tooLong;
  private boolean ended;

  BodyReader(Exchange exchange) {
    this.exchange = exchange;
    this.request = exchange.request();
  }

  /// Hands over the body, or answers the request if it has none that may be.
  void read(Surroundings surroundings, Consumer<byte[]> whole) {
    if (!mayBeJson(request.getHeader("Content-Type"))) {
      exchange.answer(Answer.Refused.invalid("Content-Type", "another", JSON).withStatus(415));
      return;
    }
    java.util.concurrent.Future<?> deadline =
        surroundings
            .timer()
            .schedule(() -> exchange.onLoop(this::tooSlow), WITHIN.toNanos(), TimeUnit.NANOSECONDS);
    request.exceptionHandler(_ -> end(deadline));
    request.handler(this::take);
    request.endHandler(_ -> {
      end(deadline);
      if (!tooLong) {
        whole.accept(body.getBytes());
      }
    });
  }

  /// What comes after too much is dropped, and awaited no longer than any body: a connection closed
  /// before that would take the answer with it.
  private void take(Buffer part) {
    if (tooLong) {
      return;
    }
    tooLong = body.length() + part.length() > BYTES_MAX;
    if (tooLong) {
      exchange.answer(
          Answer.Refused.of(
              Code.TOO_LARGE, "body: longer (expected: <= %d bytes)".formatted(BYTES_MAX)));
    } else {
      body.appendBuffer(part);
    }
  }

  private void end(java.util.concurrent.Future<?> deadline) {
    ended = true;
    deadline.cancel(false);
  }

  private void tooSlow() {
    if (!ended) {
      Future<Void> _ = request.connection().close();
    }
  }

  /// Whoever names no type means JSON. Nothing is won with that from another's page: no request is
  /// let in for what a browser adds by itself.
  private static boolean mayBeJson(@Nullable String contentType) {
    if (contentType == null) {
      return true;
    }
    int parameters = contentType.indexOf(';');
    String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
    return type.strip().toLowerCase(Locale.ROOT).equals(JSON);
  }
}
