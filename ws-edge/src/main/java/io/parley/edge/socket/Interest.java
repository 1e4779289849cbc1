package io.parley.edge.socket;

import java.util.concurrent.TimeUnit;

/// Where this edge stands with one channel: whether its messages come here, are about to, or are
/// not wanted any more. Pure: each step says what is to be asked of the registry, and there is
/// never more than one question under way, so no answer can be mistaken for that of another.
///
/// @param holders how many event loops have members of it
/// @param idleSince when the last of them had none any more; monotonic nanoseconds
/// @param lost the registry lost its data while it was being told: it has to be told again
record Interest(Phase phase, int holders, long idleSince, boolean lost) {
  /// How long a channel is kept without members, so that one who reconnects does not cost two
  /// calls.
  static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(30);

  static final Interest NONE = new Interest(Phase.ABSENT, 0, 0, false);

  enum Phase {
    ABSENT,
    ADDING,
    THERE,
    DROPPING,
    /// A call failed, or the registry lost what it knew: nobody can say.
    DOUBTFUL
  }

  /// What the registry has to be told.
  enum Call {
    NOTHING,
    ADD,
    DROP
  }

  record Step(Interest after, Call call) {}

  /// One that nobody here holds, and whose messages come all the same.
  static Interest stray(long now) {
    return new Interest(Phase.DOUBTFUL, 0, now, false);
  }

  /// One more event loop has members.
  Step held() {
    Interest more = new Interest(phase, holders + 1, idleSince, lost);
    return switch (phase) {
      case ABSENT, DOUBTFUL -> more.asking();
      case ADDING, THERE, DROPPING -> new Step(more, Call.NOTHING);
    };
  }

  /// An event loop has none any more.
  Interest released(long now) {
    return new Interest(phase, holders - 1, now, lost);
  }

  /// Time has passed.
  Step wake(long now) {
    boolean wanted = holders > 0;
    boolean due = !wanted && now - idleSince >= LINGER_NANOS;
    return switch (phase) {
      case DOUBTFUL -> wanted ? asking() : due ? dropping() : still();
      case THERE -> due ? dropping() : still();
      case ABSENT, ADDING, DROPPING -> still();
    };
  }

  /// The registry was told to add it.
  Step added(boolean done) {
    if (done && lost && holders > 0) {
      return asking();
    }
    return new Step(in(done && !lost ? Phase.THERE : Phase.DOUBTFUL), Call.NOTHING);
  }

  /// The registry was told to drop it.
  Step dropped(boolean done, long now) {
    if (holders > 0) {
      return asking();
    }
    Interest after = done ? NONE : new Interest(Phase.DOUBTFUL, 0, now, false);
    return new Step(after, Call.NOTHING);
  }

  /// The registry has lost what it knew.
  Interest afterLoss() {
    return switch (phase) {
      case THERE -> in(Phase.DOUBTFUL);
      case ADDING -> new Interest(phase, holders, idleSince, true);
      case ABSENT, DROPPING, DOUBTFUL -> this;
    };
  }

  boolean isThere() {
    return phase == Phase.THERE;
  }

  /// Whether it has members, and the registry may not know.
  boolean isUnknown() {
    return holders > 0 && (phase == Phase.ADDING || phase == Phase.DOUBTFUL);
  }

  /// Whether nothing is known that could be forgotten by forgetting it.
  boolean isGone() {
    return phase == Phase.ABSENT && holders == 0;
  }

  /// Whether time alone will change it.
  boolean isWaiting() {
    return phase == Phase.DOUBTFUL || (phase == Phase.THERE && holders == 0);
  }

  private Step asking() {
    return new Step(in(Phase.ADDING), Call.ADD);
  }

  private Step dropping() {
    return new Step(in(Phase.DROPPING), Call.DROP);
  }

  private Step still() {
    return new Step(this, Call.NOTHING);
  }

  private Interest in(Phase next) {
    return new Interest(next, holders, idleSince, false);
  }
}
