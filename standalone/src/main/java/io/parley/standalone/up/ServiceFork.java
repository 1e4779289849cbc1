package io.parley.standalone.up;

import io.parley.engines.ProcessPlan;
import io.parley.runtime.lifecycle.LifecycleConfig;
import io.parley.standalone.run.ParleyConfig;
import io.parley.standalone.run.ServiceKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/// How a service is run as a process of its own: the same program, with `run` and the settings of
/// its place in the environment.
final class ServiceFork {
  private ServiceFork() {}

  static ProcessPlan plan(
      Shape.ServicePlace place,
      ParleyConfig config,
      DataDirectory directory,
      Map<String, String> shared,
      List<String> configOption) {
    Path log = directory.logs().resolve(place.name() + ".log");
    Path out = directory.logs().resolve(place.name() + ".out");
    Map<String, String> variables = new HashMap<>(shared);
    variables.putAll(place.variables());
    variables.put("PARLEY_LOG_FILE", log.toString());
    return new ProcessPlan(
        place.name(),
        () -> command(place, configOption),
        variables,
        out,
        List.of(out, log),
        answers(config.admin().host(), place.adminPort()),
        config.lifecycle().startWithin().plus(Duration.ofSeconds(15)),
        patience(config.lifecycle()));
  }

  /// The first life must become ready. A later one must only live: it may come up while an engine
  /// is away, and ending it for that would help nobody.
  private static BooleanSupplier answers(String host, int adminPort) {
    AtomicBoolean wasReady = new AtomicBoolean();
    return () -> {
      if (wasReady.get()) {
        return AdminClient.lives(host, adminPort);
      }
      wasReady.set(AdminClient.ready(host, adminPort));
      return wasReady.get();
    };
  }

  /// Longer than an orderly end can take, component by component.
  private static Duration patience(LifecycleConfig config) {
    return config.drainWithin().plus(config.stopWithin()).multipliedBy(2);
  }

  private static List<String> command(Shape.ServicePlace place, List<String> configOption) {
    ServiceKind kind = place.kinds().iterator().next();
    List<String> words = new ArrayList<>(List.of("run", kind.id()));
    words.addAll(configOption);
    return OwnProgram.command(words);
  }
}
