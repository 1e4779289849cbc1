package io.parley.standalone.run;

import io.parley.runtime.Surroundings;
import io.parley.runtime.health.Dependency;
import io.parley.runtime.kafka.KafkaProbe;
import io.parley.runtime.kafka.ProbeResult;
import io.parley.runtime.lifecycle.Component;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Watches Kafka with a probe that lives as long as the process.
final class KafkaHealth implements Component, Dependency {
  private final ParleyConfig config;
  private final String instance;
  private final Surroundings surroundings;
  private volatile @Nullable KafkaProbe probe;

  KafkaHealth(ParleyConfig config, String instance, Surroundings surroundings) {
    this.config = config;
    this.instance = instance;
    this.surroundings = surroundings;
  }

  @Override
  public String name() {
    return "kafka";
  }

  @Override
  public CompletionStage<Void> start() {
    KafkaProbe.Target target =
        new KafkaProbe.Target(
            config.topics().topics().health().name(), instance, config.health().deadline());
    // resolves addresses, which can block
    return CompletableFuture.runAsync(
        () -> probe = KafkaProbe.create(config.kafka(), target, surroundings),
        surroundings.blocking());
  }

  @Override
  public CompletionStage<Void> stop() {
    KafkaProbe open = probe;
    return open == null
        ? CompletableFuture.completedStage(null)
        : CompletableFuture.runAsync(open::close, surroundings.blocking());
  }

  @Override
  public CompletionStage<?> prove() {
    KafkaProbe open = probe;
    if (open == null) {
      return CompletableFuture.failedStage(new IllegalStateException("Kafka is not connected"));
    }
    return open.probe()
        .thenAccept(result -> {
          switch (result) {
            case ProbeResult.Up(var _) -> {}
            case ProbeResult.Down(String reason) -> throw new IllegalStateException(reason);
          }
        });
  }
}
