package io.parley.client.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.client.RefusedException;
import io.parley.protocol.v1.Code;
import io.parley.testing.ManualClock;
import io.parley.testing.ManualExecutor;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.Test;

/// Which of its answers a server of accounts gives, and what is asked next; without a network.
class AccountTokensTest {
  private final ManualClock clock = ManualClock.atStart();
  private final ManualExecutor executor = new ManualExecutor(clock);
  private final List<String> asked = new ArrayList<>();
  private final Deque<Answer> answers = new ArrayDeque<>();
  private final AccountTokens tokens =
      new AccountTokens(
          new Accounts(
              new OkHttpClient.Builder().addInterceptor(this::answer).build(),
              URI.create("http://server/"),
              executor),
          "alice",
          "password",
          "phone",
          clock::nanoTime);

  /// @param retryAfter empty: none
  private record Answer(int status, String retryAfter, String body) {
    static Answer token(String name) {
      return new Answer(
          200,
          "",
          "{\"accessToken\":\"%s\",\"refreshToken\":\"r-%1$s\",\"expiresIn\":60}".formatted(name));
    }
  }

  private Response answer(Interceptor.Chain chain) throws IOException {
    asked.add(chain.request().url().encodedPath());
    Answer next = answers.remove();
    if (next.status == 0) {
      throw new IOException("reset");
    }
    Response.Builder response =
        new Response.Builder()
            .request(chain.request())
            .protocol(Protocol.HTTP_1_1)
            .code(next.status)
            .message("")
            .body(ResponseBody.create(next.body, MediaType.get("application/json")));
    return next.retryAfter.isEmpty()
        ? response.build()
        : response.header("Retry-After", next.retryAfter).build();
  }

  @Test
  void tokensAreFetchedOnceHoweverOftenTheyAreAskedFor() {
    answers.add(Answer.token("one"));
    CompletableFuture<String> first = ask(false);
    CompletableFuture<String> second = ask(false);
    executor.runDue();

    assertEquals("one", first.join());
    assertEquals("one", second.join());
    assertEquals(List.of("/v1/tokens"), asked);
  }

  @Test
  void refreshThatIsTurnedAwayForNowIsRepeatedAndThePasswordStaysWhereItIs() {
    answers.add(Answer.token("one"));
    answers.add(new Answer(503, "7", "{\"code\":\"UNAVAILABLE\"}"));
    answers.add(Answer.token("two"));
    CompletableFuture<String> _ = ask(false);
    executor.runDue();
    CompletableFuture<String> away = ask(true);
    executor.runDue();
    RefusedException refused =
        assertInstanceOf(
            RefusedException.class, assertThrows(CompletionException.class, away::join).getCause());
    assertEquals(Code.UNAVAILABLE, refused.code());
    assertEquals(Duration.ofSeconds(7), refused.retryAfter());

    CompletableFuture<String> fresh = ask(true);
    executor.runDue();
    assertEquals("two", fresh.join());
    assertEquals(List.of("/v1/tokens", "/v1/tokens/refresh", "/v1/tokens/refresh"), asked);
  }

  @Test
  void refreshWhoseAnswerWasLostIsNotRepeated() {
    answers.add(Answer.token("one"));
    answers.add(new Answer(0, "", ""));
    answers.add(Answer.token("two"));
    CompletableFuture<String> _ = ask(false);
    executor.runDue();
    CompletableFuture<String> lost = ask(true);
    executor.runDue();
    assertTrue(lost.isCompletedExceptionally());

    CompletableFuture<String> fresh = ask(true);
    executor.runDue();
    assertEquals("two", fresh.join());
    assertEquals(List.of("/v1/tokens", "/v1/tokens/refresh", "/v1/tokens"), asked);
  }

  @Test
  void refreshThatIsRefusedIsReplacedByThePassword() {
    answers.add(Answer.token("one"));
    answers.add(new Answer(401, "", "{\"code\":\"UNAUTHENTICATED\"}"));
    answers.add(Answer.token("two"));
    CompletableFuture<String> _ = ask(false);
    executor.runDue();
    CompletableFuture<String> fresh = ask(true);
    executor.runDue();

    assertEquals("two", fresh.join());
    assertEquals(List.of("/v1/tokens", "/v1/tokens/refresh", "/v1/tokens"), asked);
  }

  private CompletableFuture<String> ask(boolean refused) {
    return tokens.token(refused).toCompletableFuture();
  }
}
