package io.parley.benchmarks;

import java.util.ArrayList;
import java.util.List;

/// What a load to many came to, beside what goes on without it: heartbeats, leases and probes of
/// thousands of sockets cost something, and are no part of a message. They get cheaper while a
/// system runs, so what they cost is taken from both sides of the load.
///
/// @param before by the same sockets without messages, just before
/// @param after likewise, when what it left to be done is done
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

  /// So many messages' worth of copies arrived while it was measured. What was sent then and
  /// arrives later was not paid for yet.
  private double arrived() {
    return (double) result.delivered() / load.copies();
  }

  /// Why the figures say nothing about the system; empty if they do.
  List<String> voidBecause(int loops) {
    List<String> reasons = new ArrayList<>(result.voidBecause(loops));
    idle().voidBecause(loops).forEach(reason -> reasons.add("without messages, " + reason));
    return reasons;
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
    return alone / Math.max(1, arrived());
  }

  /// Copies that have not come, of messages that are not at all their receivers.
  long missingCopies() {
    return (long) messages() * load.copies() - result.tally().copies.total();
  }

  double cores() {
    return used().processes().total() / 1e6 / used().seconds();
  }

  double idleCores() {
    return idle().processes().total() / 1e6 / idle().seconds();
  }
}
