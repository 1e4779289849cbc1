package io.parley.edge.accounts;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How often an address may try. This machine's own programs are not counted, unless one of them is
/// a proxy: all of them have one address.
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
    return take(
        peer == null ? null : peer.hostAddress(),
        forwarded.isEmpty() ? null : String.join(",", forwarded));
  }

  /// @param peer and the other as of [ClientAddress#of]
  Duration take(@Nullable String peer, @Nullable String forwardedFor) {
    return trustedProxies == 0 && ClientAddress.isLoopback(peer)
        ? Duration.ZERO
        : throttle.take(ClientAddress.of(peer, forwardedFor, trustedProxies));
  }
}
