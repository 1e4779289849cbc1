package io.parley.ids;

/// Gives out ids no one else gives out. Any thread; never blocks on I/O.
@FunctionalInterface
public interface IdSource {
  IdOutcome next();
}
