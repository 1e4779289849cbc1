package io.parley.edge.socket;

import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The answers to commands that a session was promised. Each promise ends in one answer: the
/// router's, or an error of ours when the log does not take the command or nobody answers in time.
/// Owned by the session's event loop.
final class Promises {
  private final Session session;
  private final Services services;
  private @Nullable ArrayDeque<Promise> open;
  private long made;

  /// A command whose answer has not come. Its number goes with it to the router and comes back:
  /// once a command was given up, its client may use the frame's id for another.
  ///
  /// @param number from 1 in its session; 0: the client wants no answer
  /// @param re the frame's id
  record Promise(long number, String re, long madeAt) {}

  Promises(Session session, Services services) {
    this.session = session;
    this.services = services;
  }

  int size() {
    return open == null ? 0 : open.size();
  }

  /// @param re empty: the client wants no answer
  Promise add(String re) {
    if (re.isEmpty()) {
      return new Promise(0, re, 0);
    }
    if (open == null) {
      open = new ArrayDeque<>(4);
    }
    Promise promise = new Promise(++made, re, services.world().now());
    open.add(promise);
    services.metrics().inFlight(1);
    return promise;
  }

  private @Nullable Promise keep(long number) {
    ArrayDeque<Promise> promised = open;
    if (promised == null) {
      return null;
    }
    for (Promise promise : promised) {
      if (promise.number() == number) {
        promised.removeFirstOccurrence(promise);
        services.metrics().inFlight(-1);
        if (promised.isEmpty()) {
          open = null;
        }
        return promise;
      }
    }
    return null;
  }

  /// The router's answer to a command. One that nobody waits for any more is dropped: the client
  /// was told to send again.
  void answered(long number, byte[] payload) {
    Promise promise = keep(number);
    if (promise == null) {
      services.metrics().answerDropped();
    } else {
      services
          .metrics()
          .commandAnswered(Duration.ofNanos(services.world().now() - promise.madeAt()));
      session.deliver(payload);
    }
  }

  void failed(Promise promise, Refused refused) {
    if (promise.number() == 0 || keep(promise.number()) != null) {
      session.refuse(promise.re(), refused);
    }
  }

  /// Tells the client about commands that nobody has answered in time: it may send again.
  void expire(long now) {
    long answerWithin = services.config().answerWithin().toNanos();
    for (Promise oldest = oldest(); oldest != null; oldest = oldest()) {
      if (now - oldest.madeAt() <= answerWithin) {
        return;
      }
      services.metrics().answerTimedOut();
      failed(
          oldest,
          Faults.unavailable("no answer in time: send it again", services.world().random()));
    }
  }

  private @Nullable Promise oldest() {
    return open == null ? null : open.peek();
  }

  void clear() {
    if (open != null) {
      services.metrics().inFlight(-open.size());
      open = null;
    }
  }
}
