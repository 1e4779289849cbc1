package io.parley.benchmarks;

import java.util.List;

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

  /// To one group or channel, or to several of the same members in turn; each message has many
  /// receivers.
  ///
  /// @param members of each conversation, connected or not
  /// @param senders the first so many people write, in turn
  /// @param copies of a message: the devices that are connected, without the one that sends
  record Spread(List<String> conversations, int members, int senders, int copies, Tempo tempo)
      implements Load {
    public Spread {
      conversations = List.copyOf(conversations);
      if (conversations.isEmpty()) {
        throw new IllegalArgumentException("conversations: none (expected: at least one)");
      }
    }

    /// In all of them together; 0 where nothing but answers says when.
    int perSecond() {
      return switch (tempo) {
        case Tempo.InEach(int perSecond) -> conversations.size() * perSecond;
        case Tempo.AsAnswersCome _ -> 0;
      };
    }

    @Override
    public String toString() {
      String one = "%,d members, %s".formatted(members, tempo);
      return conversations.size() == 1 ? one : conversations.size() + " x " + one;
    }
  }

  /// When a message to many is sent.
  sealed interface Tempo {
    /// The same where there are only so many people.
    default Tempo among(int people) {
      return switch (this) {
        case InEach each -> each;
        case AsAnswersCome(int senders) -> new AsAnswersCome(Math.min(senders, people));
      };
    }

    /// How many of so many people write.
    default int sendersOf(int people) {
      return switch (this) {
        case InEach _ -> people;
        case AsAnswersCome(int senders) -> senders;
      };
    }

    /// So many a second in each conversation, like [Open].
    record InEach(int perSecond) implements Tempo {
      @Override
      public String toString() {
        return perSecond + "/s";
      }
    }

    /// As fast as answers come, like [Closed]: so many people have one unanswered each.
    record AsAnswersCome(int senders) implements Tempo {
      @Override
      public String toString() {
        return "max, " + senders + " x 1";
      }
    }
  }
}
