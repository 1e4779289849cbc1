package io.parley.client;

import io.parley.protocol.Codes;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Problem;
import io.parley.protocol.v1.ServerFrame;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Requests of the app. Those that only read are repeated until their time is over; all others are
/// made once, because whether a lost one was done is unknown. The caller bounds how many there are.
final class Calls {
  private final Window window;
  private final Actions actions;
  private final Backoff backoff;
  private final FrameBound bound;
  private final long within;
  private final Map<Long, Call> waiting = new LinkedHashMap<>();
  private final Map<Long, Call> asked = new HashMap<>();

  Calls(Window window, Actions actions, Backoff backoff, FrameBound bound, Duration within) {
    this.window = window;
    this.actions = actions;
    this.backoff = backoff;
    this.bound = bound;
    this.within = within.toNanos();
  }

  private final class Call implements Window.Pending {
    private final long number;
    private final ClientFrame frame;
    private final long until;
    private long notBefore = Long.MIN_VALUE;

    Call(long number, ClientFrame frame, long until) {
      this.number = number;
      this.frame = frame;
      this.until = until;
    }

    @Override
    public void answered(ServerFrame answer, long now) {
      if (asked.remove(number) == null) { // its time was over
        return;
      }
      if (!answer.hasError()) {
        actions.answer(number, answer);
        return;
      }
      Problem problem = answer.getError();
      if (Codes.of(problem.getCode()).retryable() && isRead(frame)) {
        notBefore = now + backoff.atLeast(Duration.ofMillis(problem.getRetryAfterMs()).toNanos());
        waiting.put(number, this);
      } else {
        actions.fail(number, RefusedException.of(problem));
      }
    }

    @Override
    public void lost(long now) {
      if (asked.remove(number) == null) {
        return;
      }
      if (isRead(frame)) {
        waiting.put(number, this);
      } else {
        actions.fail(
            number,
            RefusedException.unavailable(
                "the connection was lost; whether it was done is unknown"));
      }
    }
  }

  /// What changes nothing may be asked again.
  private static boolean isRead(ClientFrame frame) {
    return frame.hasHistory() || frame.hasConversations() || frame.hasMoved();
  }

  void add(long number, ClientFrame frame, long now) {
    if (bound.holds(frame)) {
      waiting.put(number, new Call(number, frame, now + within));
    } else {
      actions.fail(
          number,
          new RefusedException(
              Code.TOO_LARGE,
              "a larger frame (expected: <= " + FrameBound.BYTES_MAX + " bytes)",
              Duration.ZERO));
    }
  }

  void pump(long now) {
    Iterator<Call> calls = waiting.values().iterator();
    while (calls.hasNext() && window.hasRoomForMany()) {
      Call call = calls.next();
      if (call.notBefore <= now) {
        calls.remove();
        asked.put(call.number, call);
        window.ask(call.frame.toBuilder(), call, now);
      }
    }
  }

  void expire(long now) {
    expire(waiting, now);
    expire(asked, now);
  }

  private void expire(Map<Long, Call> calls, long now) {
    Iterator<Call> each = calls.values().iterator();
    while (each.hasNext()) {
      Call call = each.next();
      if (call.until <= now) {
        each.remove();
        actions.fail(call.number, RefusedException.unavailable("no answer in time"));
      }
    }
  }

  void failAll(String reason) {
    for (Call call : waiting.values()) {
      actions.fail(call.number, RefusedException.unavailable(reason));
    }
    for (Call call : asked.values()) {
      actions.fail(call.number, RefusedException.unavailable(reason));
    }
    waiting.clear();
    asked.clear();
  }

  long nextTick(long now) {
    long next = Backoff.NEVER;
    for (Call call : waiting.values()) {
      next = Math.min(next, Math.min(call.until, Backoff.ifAhead(call.notBefore, now)));
    }
    for (Call call : asked.values()) {
      next = Math.min(next, call.until);
    }
    return next;
  }
}
