package io.parley.standalone.up;

import java.time.Duration;
import java.util.stream.Collectors;

/// What people read when everything is ready.
final class Banner {
  private Banner() {}

  static String of(Launcher.Plan plan, DataDirectory directory, Duration took) {
    String host = plan.config().edge().host();
    String admin = plan.config().admin().host();
    String sockets =
        plan.shape().edges().stream()
            .map(edge -> "ws://" + host + ":" + edge.port() + "/v1/ws")
            .collect(Collectors.joining("  "));
    String http =
        plan.shape().edges().stream()
            .map(edge -> "http://" + host + ":" + edge.port() + "/")
            .collect(Collectors.joining("  "));
    int firstAdmin = plan.shape().places().getFirst().adminPort();
    return """

    Parley is ready after %s.

      sockets   %s
      HTTP      %s
      admin     http://%s:%d/{livez,readyz,metrics}%s
      data      %s

    Try next:
      curl -s http://%s:%d/readyz          is everything up?
      ./parley status                             what runs, and how it is
    Ctrl-C (or ./parley down) ends it; the data stays.
    """
        .formatted(
            Progress.seconds(took),
            sockets,
            http,
            admin,
            firstAdmin,
            plan.shape().forked() ? "  (ports " + plan.shape().adminPorts() + ")" : "",
            directory.root(),
            admin,
            firstAdmin);
  }
}
