package io.parley.testing.delivery;

/// How a promise can be broken.
public enum DeliveryFault {
  /// Acknowledged or shown, and not there when history is read; or a number that no event has.
  LOST,
  /// One message with more than one identity: stored twice, or acknowledged as what it is not.
  DOUBLED,
  /// Ids that do not rise with `seq`, or a device that saw another order than history has.
  REORDERED,
  /// In history, and a device that should have noticed by itself never did.
  UNNOTICED,
  /// Not what was sent, sent by nobody, or in front of somebody it was not meant for.
  MISPLACED
}
