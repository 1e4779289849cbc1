package io.parley.router;

import io.parley.presence.SessionLookup;
import io.parley.presence.SessionLookup.Located;
import io.parley.presence.SessionLookup.Wanted;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Keeps the partitions of a lane in step while there is little to do: small rounds that begin
/// together ask together who is connected, and so tell the edges together. What comes to a router
/// in one answer of Kafka goes out in one request, however many partitions it was spread over; at
/// low load nearly all that a message costs is requests and threads that wake up.
///
/// Rounds are together that begin before the first of them has stored. Who has stored waits for the
/// others; nobody is waited for who has to read first, stores in many steps, or fails
/// ([Member#stepOut]), nor who has much to store, being company enough. So a wait is one for writes
/// that began at about the same time as one's own, and ends with their deadline.
///
/// Belongs to the lane.
final class Company {
  /// Commands of a round beyond which it goes by itself.
  static final int SMALL = 16;

  private final SessionLookup sessions;
  private Together joining = new Together();

  Company(SessionLookup sessions) {
    this.sessions = sessions;
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

  /// Rounds that began together.
  private final class Together {
    private final JointQuestion question = new JointQuestion();
    private int awaited;
    private boolean asks;

    CompletionStage<Located> ask(Wanted wanted) {
      if (joining.equals(this)) {
        joining = new Together();
      }
      awaited--;
      if (awaited == 0 && !asks) {
        return sessions.locate(wanted);
      }
      asks = true;
      CompletionStage<Located> answer = question.join(wanted);
      askIfAllAreHere();
      return answer;
    }

    void leave() {
      awaited--;
      askIfAllAreHere();
    }

    private void askIfAllAreHere() {
      if (awaited == 0 && asks) {
        question.answerWith(locate(question.wanted()));
      }
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
      if (!awaited) {
        return sessions.locate(wanted);
      }
      awaited = false;
      return others.ask(wanted);
    }
  }
}
