package io.parley.standalone.up;

import java.net.InetAddress;
import java.time.Duration;
import java.util.stream.Collectors;

/// What people read when everything is ready. How it ends is not told here: only who started it
/// knows whether a Ctrl-C reaches it.
final class Banner {
  private Banner() {}

  static String of(Launcher.Plan plan, DataDirectory directory, Duration took) {
    String host = reachable(plan.config().edge().host());
    String admin =
        reachable(plan.config().admin().host())
            + ":"
            + plan.shape().places().getFirst().adminPort();
    String secure = plan.config().edge().tls().isOn() ? "s" : "";
    String sockets =
        plan.shape().edges().stream()
            .map(edge -> "ws" + secure + "://" + host + ":" + edge.port() + "/v1/ws")
            .collect(Collectors.joining("  "));
    String http =
        plan.shape().edges().stream()
            .map(edge -> "http" + secure + "://" + host + ":" + edge.port() + "/")
            .collect(Collectors.joining("  "));
    String health = "curl -s http://" + admin + "/readyz";
    String status = "./parley status" + directory.option();
    String column = "%-" + (Math.max(health.length(), status.length()) + 2) + "s";
    return """

    Parley is ready after %s.

      sockets   %s
      HTTP      %s
      admin     http://%s/{livez,readyz,metrics}%s
      data      %s

    Try next:
      %sis everything up?
      %swhat runs, and how it is
    """
        .formatted(
            Progress.seconds(took),
            sockets,
            http,
            admin,
            plan.shape().forked() ? "  (ports " + plan.shape().adminPorts() + ")" : "",
            directory.root(),
            column.formatted(health),
            column.formatted(status));
  }

  /// As a part of a URL: an address that stands for all of a machine's is none to connect to.
  private static String reachable(String host) {
    try {
      if (InetAddress.ofLiteral(host).isAnyLocalAddress()) {
        return "127.0.0.1";
      }
    } catch (IllegalArgumentException e) {
      // a name
    }
    return host.contains(":") ? "[" + host + "]" : host;
  }
}
