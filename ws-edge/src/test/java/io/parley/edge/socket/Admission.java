package io.parley.edge.socket;

import io.parley.edge.Authenticator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Lets in whom a test says, and keeps them as long as it says.
final class Admission implements Authenticator {
  private final BiFunction<String, String, CompletionStage<Verdict>> verdicts;
  volatile CompletionStage<Boolean> standing = CompletableFuture.completedStage(true);
  volatile int asked;
  volatile Verdict.@Nullable Accepted lastAsked;

  /// @param verdicts for a token and the device id of a hello
  Admission(BiFunction<String, String, CompletionStage<Verdict>> verdicts) {
    this.verdicts = verdicts;
  }

  @Override
  public CompletionStage<Verdict> verify(String token, String deviceId) {
    return verdicts.apply(token, deviceId);
  }

  @Override
  public synchronized CompletionStage<Boolean> stillStands(Verdict.Accepted accepted) {
    asked++;
    lastAsked = accepted;
    return standing;
  }
}
