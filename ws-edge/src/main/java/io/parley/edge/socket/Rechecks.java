package io.parley.edge.socket;

import io.parley.protocol.v1.CloseCode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Asks from time to time whether the devices of open sockets may stay. A device that is revoked is
/// cut off at once as a rule ([Closer]); where that was lost on the way, or whoever revoked it died
/// in the middle, this is what ends its socket. Of those that stay it is looked again which
/// channels they are in, for the same reason.
///
/// Owned by its event loop. A few questions at a time, so that a crowd that came together does not
/// use up what log-ins need; the sessions that wait for theirs are each in the queue once.
final class Rechecks {
  private static final int AT_ONCE = 8;

  /// When a question that nobody could answer is put again.
  private static final Duration AGAIN_AFTER = Duration.ofMinutes(1);

  private final SessionLoop loop;
  private final Services services;
  private final Duration every;
  private final Duration againAfter;
  private final Queue<Session> due = new ArrayDeque<>();
  private int underWay;
  private boolean asking;

  Rechecks(SessionLoop loop, Services services) {
    this.loop = loop;
    this.services = services;
    this.every = services.config().recheckEvery();
    this.againAfter = every.compareTo(AGAIN_AFTER) < 0 ? every : AGAIN_AFTER;
  }

  void ask(Session session) {
    due.add(session);
    askNext();
  }

  private void askNext() {
    if (asking) { // an answer that was there at once: the loop below goes on
      return;
    }
    asking = true;
    while (underWay < AT_ONCE && !due.isEmpty()) {
      Session next = due.remove();
      if (!next.isOver()) {
        underWay++;
        loop.whenDone(stands(next), (stands, fault) -> answered(next, stands, fault));
      }
    }
    asking = false;
  }

  private CompletionStage<Boolean> stands(Session session) {
    try {
      return services.authenticator().stillStands(session.accepted());
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private void answered(Session session, @Nullable Boolean stands, @Nullable Throwable fault) {
    if (fault != null || stands == null) {
      ended(session, againAfter);
    } else if (stands) {
      loop.whenDone(
          services.looks().look(session),
          (missed, unread) -> {
            if (missed != null) {
              missed.ifPresent(since -> services.heads().tell(session, since));
            }
            ended(session, unread == null ? every : againAfter);
          });
    } else {
      session.close(CloseCode.CLOSE_UNAUTHENTICATED);
      ended(session, every);
    }
  }

  private void ended(Session session, Duration next) {
    underWay--;
    session.life().recheckIn(next);
    askNext();
  }
}
