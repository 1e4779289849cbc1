package io.parley.load.net;

import io.parley.client.RefusedException;
import io.parley.client.TokenSource;
import io.parley.client.okhttp.AccountTokens;
import io.parley.client.okhttp.Accounts;
import io.parley.protocol.Codes;
import io.parley.protocol.v1.Code;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/// Makes accounts and logs their devices in, before anything is measured: what a password costs is
/// no part of a message. Blocks.
public final class Enrolment {
  private static final String PASSWORD = "load test only";
  private static final int AT_ONCE = 16;
  private static final int ATTEMPTS_MAX = 60;
  private static final long PAUSE_MIN_MS = 200;

  /// Who gave no answer is asked again, but not for as long as one who says when.
  private static final int UNANSWERED_MAX = 5;

  private final List<Accounts> edges;
  private final int perSecond;
  private final LongSupplier nanoTime;

  /// @param http asked in turn
  public Enrolment(List<URI> http, Trust trust, int perSecond, LongSupplier nanoTime) {
    OkHttpClient client = trust.http();
    client.dispatcher().setMaxRequestsPerHost(AT_ONCE);
    this.edges = http.stream().map(base -> new Accounts(client, base)).toList();
    this.perSecond = perSecond;
    this.nanoTime = nanoTime;
  }

  /// New accounts, by names that nobody else has.
  public void create(List<String> users) throws IOException, InterruptedException {
    each(users.size(), i -> edge(i).create(users.get(i), PASSWORD));
  }

  /// Where a device gets its tokens, with the first of them fetched.
  ///
  /// @param device as many as `users`
  public List<TokenSource> signIn(List<String> users, List<String> device)
      throws IOException, InterruptedException {
    List<TokenSource> tokens = new ArrayList<>();
    for (int i = 0; i < users.size(); i++) {
      tokens.add(new AccountTokens(edge(i), users.get(i), PASSWORD, device.get(i), nanoTime));
    }
    each(tokens.size(), i -> tokens.get(i).token(false).toCompletableFuture());
    return tokens;
  }

  private Accounts edge(int number) {
    return edges.get(number % edges.size());
  }

  private interface Request {
    CompletableFuture<?> of(int number);
  }

  /// A few at a time, no faster than allowed.
  private void each(int count, Request request) throws IOException, InterruptedException {
    long begun = nanoTime.getAsLong();
    for (int from = 0; from < count; from += AT_ONCE) {
      int to = Math.min(count, from + AT_ONCE);
      ask(IntStream.range(from, to).boxed().toList(), request);
      pause(begun + TimeUnit.SECONDS.toNanos(to) / perSecond - nanoTime.getAsLong());
    }
  }

  /// Until all have an answer. Waits as long as a throttle says.
  private void ask(List<Integer> numbers, Request request)
      throws IOException, InterruptedException {
    List<Integer> left = numbers;
    for (int attempt = 1; !left.isEmpty(); attempt++) {
      List<CompletableFuture<?>> asked = new ArrayList<>();
      left.forEach(number -> asked.add(request.of(number)));
      List<Integer> again = new ArrayList<>();
      long pauseMs = PAUSE_MIN_MS;
      for (int i = 0; i < left.size(); i++) {
        Optional<Duration> retry = retryAfter(asked.get(i), attempt);
        if (retry.isPresent()) {
          again.add(left.get(i));
          pauseMs = Math.max(pauseMs, retry.get().toMillis());
        }
      }
      left = again;
      if (!left.isEmpty()) {
        pause(TimeUnit.MILLISECONDS.toNanos(pauseMs));
      }
    }
  }

  /// When to try again; empty: it is done.
  private static Optional<Duration> retryAfter(CompletableFuture<?> answer, int attempt)
      throws IOException, InterruptedException {
    try {
      var _ = answer.get();
      return Optional.empty();
    } catch (ExecutionException e) {
      Throwable why = e.getCause();
      if (why instanceof RefusedException refusal) {
        if (attempt > 1 && refusal.code() == Code.CONFLICT) {
          return Optional.empty(); // ours: it was made by a request whose answer did not come
        }
        if (attempt < ATTEMPTS_MAX && Codes.of(refusal.code()).retryable()) {
          return Optional.of(refusal.retryAfter());
        }
      }
      if (attempt < UNANSWERED_MAX && isWithoutAnswer(why)) {
        return Optional.of(Duration.ofSeconds(attempt));
      }
      String help =
          why instanceof SSLHandshakeException
              ? "; --trust FILE trusts certificates that the JDK does not"
              : "";
      throw new IOException("an account could not be had: " + why + help, e);
    }
  }

  /// Not where nobody listens, or nobody who is trusted: that will be so the next time.
  private static boolean isWithoutAnswer(@Nullable Throwable why) {
    return why instanceof IOException
        && !(why instanceof ConnectException
            || why instanceof UnknownHostException
            || why instanceof SSLException);
  }

  private static void pause(long nanos) throws InterruptedException {
    LockSupport.parkNanos(Math.max(0, nanos));
    if (Thread.interrupted()) {
      throw new InterruptedException("while accounts were made");
    }
  }
}
