package io.parley.edge;

/// When changed files are taken: once they were found alike twice, because one of the two is
/// written before the other, and a pair that is half old is no fault.
///
/// @param inForce the print of what is shown to clients
/// @param last that of what was found the last time
record TlsReload(String inForce, String last) {
  enum Step {
    /// Nothing has changed.
    REST,
    /// See whether they stay as they are.
    WAIT,
    TAKE
  }

  static TlsReload of(String inForce) {
    return new TlsReload(inForce, inForce);
  }

  Step next(String found) {
    if (found.equals(inForce)) {
      return Step.REST;
    }
    return found.equals(last) ? Step.TAKE : Step.WAIT;
  }

  TlsReload found(String print) {
    return new TlsReload(inForce, print);
  }
}
