package io.parley.load.verdict;

import java.util.BitSet;
import java.util.List;
import java.util.function.Function;

/// All conversations of a run.
public record Ledger(List<ConversationLedger> conversations) {
  public Ledger {
    conversations = List.copyOf(conversations);
  }

  /// @param present who is there at the end, of each conversation
  public boolean isSettled(Function<ConversationLedger, BitSet> present) {
    return conversations.stream().allMatch(one -> one.isSettled(present.apply(one)));
  }

  public Delivery judge(Function<ConversationLedger, BitSet> present) {
    return conversations.stream()
        .map(one -> one.judge(present.apply(one)))
        .reduce(Delivery.NONE, Delivery::plus);
  }
}
