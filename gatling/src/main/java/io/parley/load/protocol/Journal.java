package io.parley.load.protocol;

/// Where the kit tells what happened, for Gatling's report.
interface Journal {
  /// @param nanos since it was due
  /// @param failure why it did not work; empty: it did
  void tell(String what, long nanos, String failure);
}
