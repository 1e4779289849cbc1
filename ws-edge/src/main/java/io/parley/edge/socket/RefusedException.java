package io.parley.edge.socket;

/// What a stage fails with where somebody may not have what he asked for.
final class RefusedException extends RuntimeException {
  private final transient Refused refused;

  RefusedException(Refused refused) {
    super(refused.message(), null, false, false);
    this.refused = refused;
  }

  Refused refused() {
    return refused;
  }
}
