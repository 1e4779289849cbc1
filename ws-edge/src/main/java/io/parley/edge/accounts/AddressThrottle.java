package io.parley.edge.accounts;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.List;

/// How often an address may try.
final class AddressThrottle {
  private final Throttle throttle;
  private final int trustedProxies;

  AddressThrottle(Throttle throttle, int trustedProxies) {
    this.throttle = throttle;
    this.trustedProxies = trustedProxies;
  }

  /// @return zero if it may, else how long until it may
  Duration take(HttpServerRequest request) {
    SocketAddress peer = request.remoteAddress();
    List<String> forwarded = request.headers().getAll("X-Forwarded-For");
    return throttle.take(
        ClientAddress.of(
            peer == null ? null : peer.hostAddress(),
            forwarded.isEmpty() ? null : String.join(",", forwarded),
            trustedProxies));
  }
}
