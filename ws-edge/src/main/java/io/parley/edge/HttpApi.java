package io.parley.edge;

import io.parley.runtime.RequestId;
import io.vertx.core.http.HttpServerRequest;

/// A part of the HTTP API. Called on an event loop.
@FunctionalInterface
public interface HttpApi {
  /// Answers the request, now or later.
  ///
  /// @return false, with nothing done, when the path is not one of this part's
  boolean answer(HttpServerRequest request, RequestId id);
}
