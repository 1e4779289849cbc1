package io.parley.load.protocol;

import io.gatling.core.session.Session;
import io.gatling.javaapi.core.ActionBuilder;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// What people do, for Gatling's `exec`.
public final class ParleyDsl {
  private static final String USER = "parley.user";
  private static final long WELCOME_PATIENCE_S = 30;

  private ParleyDsl() {}

  private interface Act {
    void run(ParleyProtocol.Components parley, Session session, Step.GoOn goOn);
  }

  private static ActionBuilder action(String name, Act act) {
    return () ->
        (context, next) -> {
          ParleyProtocol.Components parley =
              context.protocolComponentsRegistry().components(ParleyProtocol.KEY);
          return new Step(name, next, (session, goOn) -> act.run(parley, session, goOn));
        };
  }

  /// Begins to connect, and does not wait for the welcome: who is due to say something before it is
  /// kept waiting by the server, and what she says waits in her outbox. Who is not welcomed for
  /// half a minute is told of, if the run lasts so long; she keeps trying.
  public static ActionBuilder arrive() {
    return action("arrive", ParleyDsl::arrive);
  }

  private static void arrive(ParleyProtocol.Components parley, Session session, Step.GoOn goOn) {
    Journal journal = parley.journal(session);
    VirtualUser user;
    try {
      user = parley.stage().enter(session.eventLoop(), journal);
    } catch (IOException e) {
      throw new IllegalStateException("a store in memory does not fail", e);
    }
    if (user == null) {
      throw new IllegalStateException("more arrive than there are people");
    }
    RunClock clock = parley.stage().clock();
    long since = clock.now();
    var _ =
        user.arrive()
            .copy() // she may be welcomed yet when nobody waits for it any more
            .orTimeout(WELCOME_PATIENCE_S, TimeUnit.SECONDS)
            .whenComplete((_, failure) -> {
              if (failure != null) {
                String why = String.valueOf(failure.getMessage());
                journal.tell(Meter.Kind.CONNECTED.word(), clock.now() - since, why);
              }
            });
    goOn.with(session.set(USER, user));
  }

  /// Whether she has something to say yet.
  public static Function<io.gatling.javaapi.core.Session, Boolean> talking(Stage stage) {
    return _ -> !stage.isOver();
  }

  /// Waits until she is due to say something, or until the run is over.
  public static ActionBuilder think() {
    return action(
        "think",
        (parley, session, goOn) -> {
          RunClock clock = parley.stage().clock();
          OptionalDouble due = user(session).think();
          double second = due.orElse(parley.stage().tempo().seconds());
          awaitUntil(clock, clock.nanosAt(second), session.eventLoop(), () -> goOn.with(session));
        });
  }

  /// A run that ends early wakes everybody within a second.
  private static void awaitUntil(RunClock clock, long nanos, EventLoop loop, Runnable then) {
    long left = nanos - clock.now();
    if (left <= 0 || clock.isOver()) {
      then.run();
    } else {
      var _ =
          loop.schedule(
              () -> awaitUntil(clock, nanos, loop, then),
              Math.min(left, TimeUnit.SECONDS.toNanos(1)),
              TimeUnit.NANOSECONDS);
    }
  }

  /// Says what she was due to say, and does not wait for the answer.
  public static ActionBuilder say() {
    return action(
        "say",
        (_, session, goOn) -> {
          user(session).say();
          goOn.with(session);
        });
  }

  /// Cuts the sockets of so many percent of the people, without a goodbye.
  public static ActionBuilder cut(int percent) {
    return action(
        "cut",
        (parley, session, goOn) -> {
          parley.stage().people().cut(percent);
          goOn.with(session);
        });
  }

  /// Watches the steps of a search for the breakpoint, and ends the run at the first bad one.
  public static ActionBuilder watchSteps() {
    return action("watch", (parley, session, goOn) -> watch(parley.stage(), session, goOn));
  }

  private static void watch(Stage stage, Session session, Step.GoOn goOn) {
    if (stage.steps().broken(stage.stepsOver()).isPresent()) {
      stage.clock().end();
    }
    if (stage.isOver()) {
      goOn.with(session);
    } else {
      var _ =
          session
              .eventLoop()
              .schedule(() -> watch(stage, session, goOn), 500, TimeUnit.MILLISECONDS);
    }
  }

  /// Waits for what is on its way, as long as it may take; judges; tells Gatling of each promise.
  ///
  /// @param verdict what to do then; may block
  public static ActionBuilder judge(Judge verdict) {
    return action(
        "judge",
        (parley, session, goOn) -> {
          // it waits, writes files and closes sockets: not on the loop
          var _ =
              Thread.ofVirtual()
                  .start(() -> {
                    try {
                      parley.stage().settle();
                      verdict.judge(parley.journal(session)::tell);
                    } finally {
                      goOn.with(session); // else a run that cannot be judged would not end
                    }
                  });
        });
  }

  /// Judges a stage that has settled.
  public interface Judge {
    void judge(Telling telling);
  }

  /// Tells of one promise.
  public interface Telling {
    /// @param nanos 0: a promise takes no time
    /// @param fault empty: it was kept
    void tell(String promise, long nanos, String fault);
  }

  private static VirtualUser user(Session session) {
    VirtualUser user = new io.gatling.javaapi.core.Session(session).get(USER);
    if (user == null) {
      throw new IllegalStateException("somebody acts who has not arrived");
    }
    return user;
  }
}
