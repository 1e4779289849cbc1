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

  /// To one group or channel, at this rate like [Open]; each message has many receivers.
  ///
  /// @param members of the conversation, connected or not
  /// @param senders the first so many people write, in turn
  /// @param copies of a message: the devices that are connected, without the one that sends
  record Spread(String conversation, int members, int senders, int copies, int perSecond)
      implements Load {
    @Override
    public String toString() {
      return "%,d members, %d/s".formatted(members, perSecond);
    }
  }
}
