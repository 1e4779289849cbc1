package io.parley.edge.accounts;

import io.parley.edge.accounts.AccountsMetrics.Operation;
import io.parley.protocol.DeviceId;
import io.parley.protocol.v1.Code;
import io.vertx.core.http.HttpMethod;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What stands where.
final class AccountsPaths {
  private static final String DEVICES = "/v1/devices";
  private static final Answer.Refused ELSEWHERE =
      Answer.Refused.of(
          Code.UNSUPPORTED, "another issuer keeps the accounts here: get your tokens there");

  private final Map<String, Endpoint> paths;
  private final DeviceDesk devices;

  private AccountsPaths(Map<String, Endpoint> paths, DeviceDesk devices) {
    this.paths = Map.copyOf(paths);
    this.devices = devices;
  }

  /// @param newPassword what the password of a new account may be
  /// @param publicKeys as a JWK set
  static AccountsPaths own(
      LogIns logIns, Field newPassword, DeviceDesk devices, Supplier<String> publicKeys) {
    return new AccountsPaths(
        Map.of(
            "/v1/accounts",
            new Endpoint.Form(
                Operation.CREATE,
                List.of(Field.USER_ID, newPassword),
                fields -> logIns.create(fields.get(Field.USER_ID), fields.get(Field.PASSWORD))),
            "/v1/tokens",
            new Endpoint.Form(
                Operation.LOG_IN,
                List.of(Field.USER_ID, Field.PASSWORD, Field.DEVICE_ID),
                fields ->
                    logIns.logIn(
                        fields.get(Field.USER_ID),
                        fields.get(Field.PASSWORD),
                        fields.get(Field.DEVICE_ID))),
            "/v1/tokens/refresh",
            new Endpoint.Form(
                Operation.REFRESH,
                List.of(Field.REFRESH_TOKEN),
                fields -> logIns.refresh(fields.get(Field.REFRESH_TOKEN))),
            "/.well-known/jwks.json",
            new Endpoint.Open(() -> new Answer.Done(200, publicKeys.get())),
            DEVICES,
            new Endpoint.Guarded(Operation.LIST_DEVICES, HttpMethod.GET, devices::list)),
        devices);
  }

  /// Where the operator's issuer keeps the accounts.
  static AccountsPaths elsewhere(DeviceDesk devices) {
    Endpoint post = new Endpoint.Closed(HttpMethod.POST, ELSEWHERE);
    return new AccountsPaths(
        Map.of(
            "/v1/accounts",
            post,
            "/v1/tokens",
            post,
            "/v1/tokens/refresh",
            post,
            "/.well-known/jwks.json",
            new Endpoint.Closed(HttpMethod.GET, ELSEWHERE),
            DEVICES,
            new Endpoint.Guarded(Operation.LIST_DEVICES, HttpMethod.GET, devices::list)),
        devices);
  }

  /// Empty where nothing of accounts stands.
  Optional<Endpoint> at(@Nullable String path) {
    if (path == null) {
      return Optional.empty();
    }
    Endpoint known = paths.get(path);
    if (known != null) {
      return Optional.of(known);
    }
    return path.startsWith(DEVICES + "/")
        ? Optional.of(device(path.substring(DEVICES.length() + 1)))
        : Optional.empty();
  }

  private Endpoint device(String segment) {
    return new Endpoint.Guarded(
        Operation.REVOKE_DEVICE,
        HttpMethod.DELETE,
        who ->
            decoded(segment)
                .filter(DeviceId::isValid)
                .map(device -> devices.revoke(who.user(), device))
                .orElseGet(() ->
                    CompletableFuture.completedStage(
                        Answer.Refused.invalid("deviceId", "not allowed", DeviceId.RULE))));
  }

  private static Optional<String> decoded(String segment) {
    try {
      // in a path a plus sign is only itself
      return Optional.of(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
