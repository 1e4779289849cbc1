package io.parley.history.accounts;

/// What came of a [Refresh].
public sealed interface Rotation {
  /// @param generation as it was
  record Rotated(long generation) implements Rotation {}

  /// Not a token of this device: made up, of an earlier log-in, or of a device revoked since.
  record Unknown() implements Rotation {}

  record Expired() implements Rotation {}

  /// The one before the present one, which was given out a moment ago: the answer to the first
  /// attempt was lost, or two were made at once. Nothing changed.
  record JustReplaced() implements Rotation {}

  /// A token of this log-in that was used long ago: two hold it, so one of them stole it. The
  /// device is revoked.
  record Replayed() implements Rotation {}

  /// Too many changes of this device at once: again in a moment.
  record Contended() implements Rotation {}
}
