package io.parley.router.core;

import java.time.Duration;

/// The numbers that decisions rest on. No settings: two routers that differ in one of them decide
/// differently. Only the simulation has others, to come to the ends sooner.
///
/// @param window stored events of a conversation among which a repeated message is recognised
/// @param searchEvents events that are looked through for the original of a resend
/// @param searchMargin how far the clocks of clients, edges and brokers may be apart
/// @param searchAge what is older than this cannot be the original of a resend of which nobody says
///   when its first attempt was, if it is also not among `searchEvents`
/// @param lateAfter a first attempt that took longer to the log than this is treated as a resend,
///   since its own resend may have come before it
/// @param retryAfter what is said to whom a retry may help
public record MachineLimits(
    int window,
    int searchEvents,
    Duration searchMargin,
    Duration searchAge,
    Duration lateAfter,
    Duration retryAfter) {
  public static final MachineLimits STANDARD =
      new MachineLimits(
          128,
          10_000,
          Duration.ofMinutes(2),
          Duration.ofHours(24),
          Duration.ofSeconds(2),
          Duration.ofSeconds(1));
}
