package io.parley.benchmarks;

/// How messages are sent.
sealed interface Load {
  /// At this rate whatever the answers: what is late counts as late from when it was due.
  record Open(int perSecond) implements Load {
    @Override
    public String toString() {
      return perSecond + "/s";
    }
  }

  /// As fast as answers come: so many senders, each with so many messages unanswered.
  record Closed(int senders, int window) implements Load {
    @Override
    public String toString() {
      return "max, " + senders + " x " + window;
    }
  }
}
