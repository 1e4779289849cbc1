package io.parley.standalone.command;

import io.parley.standalone.run.ParleyConfig;
import io.parley.standalone.run.ServiceKind;
import io.parley.standalone.run.ServiceProcess;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/// `./parley run edge|router|presence|push`: what a container runs.
final class RunCommand {
  private final Commands.Context context;

  RunCommand(Commands.Context context) {
    this.context = context;
  }

  int run(List<String> arguments) throws IOException, InterruptedException {
    Options options = Options.parse(arguments, Set.of("config"), Set.of());
    if (options.words().size() != 1) {
      throw new UsageException("run wants one of edge, router, presence, push");
    }
    String word = options.words().getFirst();
    ServiceKind kind =
        ServiceKind.byId(word)
            .orElseThrow(() ->
                new UsageException(
                    "run: \"" + word + "\" (expected: edge, router, presence or push)"));
    ParleyConfig config = context.config(context.source(options));
    if (kind == ServiceKind.EDGE) {
      ServiceProcess.requireFiles(config);
    }
    ServiceProcess.runUntilSignal(config, Set.of(kind));
    return Commands.OK;
  }
}
