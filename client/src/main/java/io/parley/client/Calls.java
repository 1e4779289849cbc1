package io.parley.client;

import io.parley.protocol.Codes;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Problem;
import io.parley.protocol.v1.ServerFrame;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/// Requests of the app. What may be made twice is repeated until its time is over; all others only
/// until an attempt may have been done, because whether a lost one was is unknown. Those that
/// change a conversation go one after another within it, so that none overtakes an earlier one that
/// must wait. The caller bounds how many there are.
final class Calls {
  private final Window window;
  private final Actions actions;
  private final Supplier<Backoff> backoffs;
  private final FrameBound bound;
  private final long within;
  private final BiConsumer<Request, ServerFrame> answers;

  /// In the order of the app's calls, also those that wait for another try.
  private final TreeMap<Long, Call> waiting = new TreeMap<>();

  private final Map<Long, Call> asked = new HashMap<>();

  /// @param answers hears each of them, before the app does: they tell where conversations stand,
  ///   and of events that the asking device gets in no other way
  Calls(
      Window window,
      Actions actions,
      Supplier<Backoff> backoffs,
      FrameBound bound,
      Duration within,
      BiConsumer<Request, ServerFrame> answers) {
    this.window = window;
    this.actions = actions;
    this.backoffs = backoffs;
    this.bound = bound;
    this.within = within.toNanos();
    this.answers = answers;
  }

  private final class Call implements Window.Pending {
    private final long number;
    private final ClientFrame frame;
    private final Request request;
    private final long until;
    private final Backoff backoff = backoffs.get();
    private long notBefore = Long.MIN_VALUE;

    /// An attempt may have been done without our knowing.
    private boolean uncertain;

    Call(long number, ClientFrame frame, long until) {
      this.number = number;
      this.frame = frame;
      this.request = Request.of(frame);
      this.until = until;
    }

    @Override
    public void answered(ServerFrame answer, long now) {
      answers.accept(request, answer);
      if (asked.remove(number) == null) { // its time was over
        return;
      }
      if (answer.hasError()) {
        refused(answer.getError(), now);
      } else {
        actions.answer(number, answer);
      }
    }

    private void refused(Problem problem, long now) {
      boolean retryable = Codes.of(problem.getCode()).retryable();
      // RATE_LIMITED alone of them says that it was not even tried
      if (problem.getCode() == Code.INTERNAL
          || (retryable && problem.getCode() != Code.RATE_LIMITED)) {
        uncertain = true;
      }
      notBefore = now + backoff.atLeast(Duration.ofMillis(problem.getRetryAfterMs()).toNanos());
      if (retryable && mayBeMadeAgain() && notBefore < until) {
        waiting.put(number, this);
      } else {
        fail(RefusedException.of(problem));
      }
    }

    @Override
    public void lost(long now) {
      if (asked.remove(number) == null) {
        return;
      }
      uncertain = true;
      if (mayBeMadeAgain()) {
        waiting.put(number, this);
      } else {
        fail(
            RefusedException.unavailable(
                "the connection was lost; whether it was done is unknown"));
      }
    }

    private boolean mayBeMadeAgain() {
      return request.isRepeatable() || !uncertain;
    }

    void fail(RefusedException failure) {
      actions.fail(number, uncertain && !request.isRead() ? failure.afterOpenAttempt() : failure);
    }
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
    if (waiting.isEmpty()) {
      return;
    }
    Set<String> lanes = new HashSet<>();
    asked.values().forEach(call -> lanes.add(call.request.lane()));
    Iterator<Call> calls = waiting.values().iterator();
    while (calls.hasNext() && window.hasRoomForMany()) {
      Call call = calls.next();
      String lane = call.request.lane();
      boolean isFirst = lane.isEmpty() || lanes.add(lane);
      if (isFirst && call.notBefore <= now) {
        calls.remove();
        asked.put(call.number, call);
        window.ask(call.frame.toBuilder(), call, now);
      }
    }
  }

  void expire(long now) {
    expire(waiting, now);
    asked.values().stream()
        .filter(call -> call.until <= now)
        .forEach(call -> call.uncertain = true);
    expire(asked, now);
  }

  private static void expire(Map<Long, Call> calls, long now) {
    Iterator<Call> each = calls.values().iterator();
    while (each.hasNext()) {
      Call call = each.next();
      if (call.until <= now) {
        each.remove();
        call.fail(RefusedException.unavailable("no answer in time"));
      }
    }
  }

  void failAll(String reason) {
    waiting.values().forEach(call -> call.fail(RefusedException.unavailable(reason)));
    asked
        .values()
        .forEach(call -> {
          call.uncertain = true;
          call.fail(RefusedException.unavailable(reason));
        });
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
