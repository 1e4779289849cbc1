package io.parley.standalone.chat;

import io.parley.client.RefusedException;
import io.parley.client.TokenSource;
import io.parley.client.okhttp.Accounts;
import io.parley.protocol.v1.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLHandshakeException;

/// Tokens for an account that is made on first use, whenever the server can first be reached.
final class ChatAccount implements TokenSource {
  private final Accounts accounts;
  private final TokenSource tokens;
  private final String user;
  private final ChatFolder.Password password;
  private final Path passwordFile;

  /// Whether the server is known to have the account.
  private volatile boolean made;

  /// @param tokens of the account, once there is one
  ChatAccount(
      Accounts accounts,
      TokenSource tokens,
      String user,
      ChatFolder.Password password,
      Path passwordFile) {
    this.accounts = accounts;
    this.tokens = tokens;
    this.user = user;
    this.password = password;
    this.passwordFile = passwordFile;
  }

  @Override
  public CompletionStage<String> token(boolean refused) {
    return ofServer(refused)
        .exceptionallyCompose(failure ->
            CompletableFuture.failedFuture(
                Reason.cause(failure) instanceof SSLHandshakeException distrust
                    ? new IOException(
                        "TLS with the server fails; --trust FILE trusts certificates that the JDK"
                            + " does not: "
                            + distrust.getMessage(),
                        distrust)
                    : failure));
  }

  private CompletionStage<String> ofServer(boolean refused) {
    if (made) {
      return tokens.token(refused);
    }
    return password.fresh()
        ? create().thenCompose(_ -> signIn(refused))
        : signIn(refused)
            .exceptionallyCompose(failure ->
                is(failure, Code.UNAUTHENTICATED)
                    ? create().thenCompose(_ -> signIn(true))
                    : CompletableFuture.failedFuture(failure));
  }

  private CompletionStage<String> signIn(boolean refused) {
    return tokens
        .token(refused)
        .thenApply(token -> {
          made = true;
          return token;
        });
  }

  /// A name that is taken is ours if the password fits: the answer to an earlier try may have been
  /// lost. Signing in tells.
  private CompletionStage<Void> create() {
    return accounts
        .create(user, password.text())
        .exceptionallyCompose(failure ->
            is(failure, Code.CONFLICT) ? confirm() : CompletableFuture.failedFuture(failure));
  }

  private CompletionStage<Void> confirm() {
    return tokens
        .token(true)
        .<Void>thenApply(_ -> null)
        .exceptionallyCompose(failure ->
            CompletableFuture.failedFuture(
                is(failure, Code.UNAUTHENTICATED)
                    ? new RefusedException(
                        Code.UNAUTHENTICATED,
                        "there is an account %s, and its password is not the one in %s"
                            .formatted(user, passwordFile),
                        Duration.ZERO)
                    : failure));
  }

  private static boolean is(Throwable failure, Code code) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof RefusedException refusal && refusal.code() == code;
  }
}
