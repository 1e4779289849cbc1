package io.parley.client.okhttp;

import io.parley.client.RefusedException;
import io.parley.client.TokenSource;
import io.parley.protocol.v1.Code;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Tokens of an account on the server: the same until it is about to expire, then a fresh one, and
/// with the password again when that is refused.
///
/// For apps that keep the password; others refresh by [Accounts#refresh] and keep what they get.
public final class AccountTokens implements TokenSource {
  private static final long MARGIN = Duration.ofSeconds(30).toNanos();

  private final Accounts accounts;
  private final String userId;
  private final String password;
  private final String deviceId;
  private final LongSupplier nanoTime;

  private Accounts.@Nullable Tokens tokens;
  private long goodUntil;

  /// @param nanoTime monotonic: `System::nanoTime`
  public AccountTokens(
      Accounts accounts, String userId, String password, String deviceId, LongSupplier nanoTime) {
    this.accounts = accounts;
    this.userId = userId;
    this.password = password;
    this.deviceId = deviceId;
    this.nanoTime = nanoTime;
  }

  @Override
  public synchronized CompletionStage<String> token(boolean refused) {
    Accounts.Tokens known = tokens;
    if (known == null) {
      return fetch(signIn());
    }
    if (!refused && goodUntil - nanoTime.getAsLong() > 0) {
      return CompletableFuture.completedFuture(known.accessToken());
    }
    tokens = null; // a refresh token is good for one try
    CompletableFuture<Accounts.Tokens> fresh = new CompletableFuture<>();
    CompletableFuture<Accounts.Tokens> unused =
        accounts
            .refresh(known.refreshToken())
            .whenComplete((refreshed, failure) -> {
              if (failure != null && isRefusal(failure)) {
                hand(signIn(), fresh);
              } else {
                complete(fresh, refreshed, failure);
              }
            });
    return fetch(fresh);
  }

  private static void hand(
      CompletableFuture<Accounts.Tokens> from, CompletableFuture<Accounts.Tokens> to) {
    CompletableFuture<Accounts.Tokens> unused =
        from.whenComplete((tokens, failure) -> complete(to, tokens, failure));
  }

  private static void complete(
      CompletableFuture<Accounts.Tokens> future,
      Accounts.@Nullable Tokens tokens,
      @Nullable Throwable failure) {
    if (tokens != null) {
      future.complete(tokens);
    } else {
      future.completeExceptionally(
          failure == null ? new IllegalStateException("tokens: none (expected: some)") : failure);
    }
  }

  private CompletableFuture<Accounts.Tokens> signIn() {
    return accounts.signIn(userId, password, deviceId);
  }

  private CompletionStage<String> fetch(CompletableFuture<Accounts.Tokens> fetched) {
    return fetched.thenApply(this::keep);
  }

  private synchronized String keep(Accounts.Tokens fetched) {
    tokens = fetched;
    goodUntil = nanoTime.getAsLong() + fetched.expiresIn().toNanos() - MARGIN;
    return fetched.accessToken();
  }

  private static boolean isRefusal(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof RefusedException refusal && refusal.code() == Code.UNAUTHENTICATED;
  }
}
