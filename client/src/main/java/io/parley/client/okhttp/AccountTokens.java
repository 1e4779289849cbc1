package io.parley.client.okhttp;

import io.parley.client.RefusedException;
import io.parley.client.TokenSource;
import io.parley.protocol.v1.Code;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
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

  /// However often and impatiently tokens are asked for, they are fetched once.
  private @Nullable CompletableFuture<String> underWay;

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
  public CompletionStage<String> token(boolean refused) {
    CompletableFuture<String> token = new CompletableFuture<>();
    Accounts.Tokens known;
    synchronized (this) {
      if (underWay != null) {
        return underWay;
      }
      known = tokens;
      if (known != null && !refused && goodUntil - nanoTime.getAsLong() > 0) {
        return CompletableFuture.completedFuture(known.accessToken());
      }
      underWay = token;
    }
    if (known == null) {
      signIn(token);
    } else {
      refresh(known, token);
    }
    return token;
  }

  private void refresh(Accounts.Tokens known, CompletableFuture<String> token) {
    CompletableFuture<Accounts.Tokens> unused =
        accounts
            .refresh(known.refreshToken())
            .whenComplete((fresh, failure) -> {
              if (failure instanceof RefusedException refusal
                  && refusal.code() == Code.UNAUTHENTICATED) {
                forget();
                signIn(token);
              } else {
                finish(token, fresh, failure);
              }
            });
  }

  private void signIn(CompletableFuture<String> token) {
    CompletableFuture<Accounts.Tokens> unused =
        accounts
            .signIn(userId, password, deviceId)
            .whenComplete((fresh, failure) -> finish(token, fresh, failure));
  }

  private void finish(
      CompletableFuture<String> token,
      Accounts.@Nullable Tokens fresh,
      @Nullable Throwable failure) {
    if (fresh != null) {
      keep(fresh);
      token.complete(fresh.accessToken());
      return;
    }
    if (!(failure instanceof RefusedException)) {
      forget(); // a refresh token is good for one try, and whether this one had it is unknown
    }
    ended();
    token.completeExceptionally(
        failure == null ? new IllegalStateException("tokens: none (expected: some)") : failure);
  }

  private synchronized void keep(Accounts.Tokens fresh) {
    tokens = fresh;
    goodUntil = nanoTime.getAsLong() + fresh.expiresIn().toNanos() - MARGIN;
    underWay = null;
  }

  private synchronized void forget() {
    tokens = null;
  }

  private synchronized void ended() {
    underWay = null;
  }
}
