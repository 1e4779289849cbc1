package io.parley.runtime.resilience;

import java.time.Duration;

/// A failure that may pass: whoever asked should be told to come back, and when. One `instanceof`
/// for the edges, whatever refused.
public interface RetryAfter {
  Duration retryAfter();
}
