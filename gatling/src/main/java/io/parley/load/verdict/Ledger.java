package io.parley.load.verdict;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;

/// All conversations of a run, and what went wrong beside them. Any thread.
public final class Ledger {
  private final List<ConversationLedger> conversations;
  private final List<String> samples = new ArrayList<>();
  private long wrong;

  public Ledger(List<ConversationLedger> conversations) {
    this.conversations = List.copyOf(conversations);
  }

  public List<ConversationLedger> conversations() {
    return conversations;
  }

  /// The server said what no server may say.
  public synchronized void wrong(String what) {
    wrong++;
    if (samples.size() < Delivery.Faults.SAMPLES_MAX) {
      samples.add(what);
    }
  }

  /// What everybody is owed is what stands by now; what is still under way is owed to nobody.
  public void close() {
    conversations.forEach(ConversationLedger::close);
  }

  /// @param present who is there at the end, of each conversation
  public boolean isSettled(Function<ConversationLedger, BitSet> present) {
    return conversations.stream().allMatch(one -> one.isSettled(present.apply(one)));
  }

  /// Whether all who are there show all that they are owed.
  public boolean isShown(Function<ConversationLedger, BitSet> present) {
    return conversations.stream().allMatch(one -> one.isShown(present.apply(one)));
  }

  /// What these do not show by now is lost.
  public void fixLost(Function<ConversationLedger, BitSet> present) {
    conversations.forEach(one -> one.fixLost(present.apply(one)));
  }

  public synchronized Delivery judge(Function<ConversationLedger, BitSet> present) {
    return conversations.stream()
        .map(one -> one.judge(present.apply(one)))
        .reduce(Delivery.NONE, Delivery::plus)
        .with(Delivery.Faults.wrong(wrong, samples));
  }
}
