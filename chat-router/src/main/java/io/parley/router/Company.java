package io.parley.router;

import io.parley.presence.SessionLookup;
import io.parley.presence.SessionLookup.Located;
import io.parley.presence.SessionLookup.Wanted;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// Keeps the partitions of a lane in step while there is little to do: small rounds that begin
/// together ask together who is connected, and so tell the edges together. What comes to a router
/// in one answer of Kafka goes out in one request, as a rule, however many partitions it was spread
/// over; at low load nearly all that a message costs is requests and threads that wake up.
///
/// Rounds are together that begin before the first of them has stored. Who has stored waits for the
/// others, but for no more than twice [#PATIENCE]. Nobody is waited for who has to read first, who
/// changes members, which is stored in many steps, or who has many commands: that is company enough
/// ([Member#stepOut]).
///
/// Belongs to the lane.
final class Company {
  /// Commands of a round beyond which it goes by itself.
  static final int SMALL = 16;

  /// Many times what a write takes, and little for who waits for one that takes longer.
  static final Duration PATIENCE = Duration.ofMillis(25);

  private final SessionLookup sessions;
  private final RouterMetrics metrics;
  private final Consumer<Runnable> afterPatience;
  private Together joining = new Together();

  /// In which somebody waits; not more than there are partitions.
  private final Set<Together> waiting = new LinkedHashSet<>();

  private boolean watched;

  /// @param afterPatience runs something on the lane when [#PATIENCE] is over
  Company(SessionLookup sessions, RouterMetrics metrics, Consumer<Runnable> afterPatience) {
    this.sessions = sessions;
    this.metrics = metrics;
    this.afterPatience = afterPatience;
  }

  /// A round of so many commands begins.
  Member join(int commands) {
    Member member = new Member(joining);
    if (commands > SMALL) {
      member.stepOut();
    }
    return member;
  }

  Set<Integer> lastKnownSlots() {
    return sessions.lastKnownSlots();
  }

  /// One look at all who wait, as long as somebody does, instead of a timer for each.
  private void watch() {
    if (!watched) {
      watched = true;
      afterPatience.accept(this::look);
    }
  }

  private void look() {
    watched = false;
    for (Together together : List.copyOf(waiting)) {
      together.seen();
    }
    if (!waiting.isEmpty()) {
      watch();
    }
  }

  /// Rounds that began together.
  private final class Together {
    private final JointQuestion question = new JointQuestion();
    private int awaited;
    private boolean somebodyWaits;
    private boolean wasSeen;
    private boolean hasAsked;

    CompletionStage<Located> ask(Wanted wanted) {
      if (joining.equals(this)) {
        joining = new Together();
      }
      awaited--;
      if (awaited == 0 && !somebodyWaits) {
        return sessions.locate(wanted);
      }
      CompletionStage<Located> answer = question.join(wanted);
      if (!somebodyWaits) {
        somebodyWaits = true;
        waiting.add(this);
        watch();
      }
      askIfAllAreHere();
      return answer;
    }

    void leave() {
      awaited--;
      askIfAllAreHere();
    }

    /// At the second look somebody has waited for longer than patience, at the first maybe not.
    void seen() {
      if (wasSeen) {
        metrics.lostPatience();
        askNow();
      }
      wasSeen = true;
    }

    private void askIfAllAreHere() {
      if (awaited == 0 && somebodyWaits && !hasAsked) {
        askNow();
      }
    }

    private void askNow() {
      hasAsked = true;
      waiting.remove(this);
      question.answerWith(locate(question.wanted()));
    }

    /// Whatever happens, all have to hear of it.
    private CompletionStage<Located> locate(Wanted wanted) {
      try {
        return sessions.locate(wanted);
      } catch (RuntimeException e) {
        return CompletableFuture.failedStage(e);
      }
    }
  }

  /// A round, from its beginning until it asks or steps out.
  final class Member {
    private final Together others;
    private boolean awaited = true;

    private Member(Together others) {
      this.others = others;
      others.awaited++;
    }

    /// Nobody is to wait for it any more, nor will it for others. Without effect from the second
    /// time on, and after it has asked.
    void stepOut() {
      if (awaited) {
        awaited = false;
        others.leave();
      }
    }

    /// All that the round decided is stored.
    CompletionStage<Located> locate(Wanted wanted) {
      if (!awaited || others.hasAsked) {
        stepOut();
        return sessions.locate(wanted);
      }
      awaited = false;
      return others.ask(wanted);
    }
  }
}
