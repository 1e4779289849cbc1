package io.parley.edge.socket;

import io.parley.protocol.v1.ServerFrame;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The answers to commands that a session was promised. Each promise ends in one answer: the
/// router's, or an error of ours when the log does not take the command or nobody answers in time.
/// Owned by the session's event loop.
final class Promises {
  private final Session session;
  private final Services services;
  private @Nullable ArrayDeque<Promise> open;

  /// What is said when it is done.
  enum Answer {
    /// `sent`, for a message, which always has a name.
    OF_A_MESSAGE,
    /// `sent`; it has a name if the command had one and became an event.
    OF_A_CHANGE,
    DONE
  }

  /// A command whose answer has not come.
  ///
  /// @param conversation what `sent` names
  /// @param clientMessageId what its client called it; empty: nothing
  private record Promise(
      String re, Answer answer, String conversation, String clientMessageId, long madeAt) {

    /// Whether it is this one's: the client may have used the frame's id for another command since.
    boolean isKeptBy(ServerFrame frame) {
      return re.equals(frame.getRe()) && (frame.hasError() || isDone(frame));
    }

    private boolean isDone(ServerFrame frame) {
      String named = frame.getSent().getClientMessageId();
      return switch (answer) {
        case OF_A_MESSAGE -> isSent(frame) && named.equals(clientMessageId);
        case OF_A_CHANGE -> isSent(frame) && (named.isEmpty() || named.equals(clientMessageId));
        case DONE -> frame.hasDone();
      };
    }

    private boolean isSent(ServerFrame frame) {
      return frame.hasSent() && frame.getSent().getConversation().equals(conversation);
    }
  }

  Promises(Session session, Services services) {
    this.session = session;
    this.services = services;
  }

  int size() {
    return open == null ? 0 : open.size();
  }

  void add(String re, Answer answer, String conversation, String clientMessageId) {
    if (re.isEmpty()) {
      return; // the client wants no answer
    }
    if (open == null) {
      open = new ArrayDeque<>(4);
    }
    open.add(new Promise(re, answer, conversation, clientMessageId, services.world().now()));
    services.metrics().inFlight(1);
  }

  private @Nullable Promise keep(Predicate<Promise> kept) {
    ArrayDeque<Promise> promised = open;
    if (promised == null) {
      return null;
    }
    for (Promise promise : promised) {
      if (kept.test(promise)) {
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
  /// was told to send again, and may use the frame's id for another command by now.
  ///
  /// @param frame what is in the payload
  void answered(ServerFrame frame, byte[] payload) {
    Promise promise = keep(promised -> promised.isKeptBy(frame));
    if (promise == null) {
      services.metrics().answerDropped();
    } else {
      services
          .metrics()
          .commandAnswered(Duration.ofNanos(services.world().now() - promise.madeAt()));
      session.deliver(payload);
    }
  }

  void failed(String re, Refused refused) {
    if (re.isEmpty() || keep(promised -> promised.re().equals(re)) != null) {
      session.refuse(re, refused);
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
          oldest.re(),
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
