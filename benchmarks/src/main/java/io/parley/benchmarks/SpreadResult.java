package io.parley.benchmarks;

/// What a load to one conversation came to, beside what goes on without it: heartbeats, leases and
/// probes of thousands of sockets cost something, and are no part of a message. They get cheaper
/// while a system runs, so what they cost is taken from both sides of the load.
///
/// @param before by the same sockets without messages, just before
/// @param after likewise, just after
record SpreadResult(Load.Spread load, LoadResult result, Usage before, Usage after) {
  Usage used() {
    return result.used();
  }

  private Usage idle() {
    return before.and(after);
  }

  int messages() {
    return result.tally().sent.cardinality();
  }

  double microsPerMessage() {
    return perMessage((double) used().processes().total(), (double) idle().processes().total());
  }

  double microsPerMessage(String process) {
    return perMessage(
        (double) used().processes().of(process), (double) idle().processes().of(process));
  }

  double microsPerCopy() {
    return microsPerMessage() / Math.max(1, load.copies());
  }

  double perMessage(String operation) {
    return perMessage(used().operations().of(operation), idle().operations().of(operation));
  }

  private double perMessage(double whole, double atRest) {
    double alone = whole - atRest * used().seconds() / idle().seconds();
    return alone / Math.max(1, messages());
  }

  /// Copies that have not come, of messages that are not at all their receivers.
  long missingCopies() {
    return (long) messages() * load.copies() - result.tally().copies.total();
  }

  double idleCores() {
    return idle().processes().total() / 1e6 / idle().seconds();
  }
}
