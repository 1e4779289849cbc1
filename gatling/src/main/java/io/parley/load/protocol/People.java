package io.parley.load.protocol;

import io.parley.load.plan.Cast;
import io.parley.load.verdict.ConversationLedger;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Who takes part in a run, and who of them is connected. Any thread.
public final class People {
  private final AtomicReferenceArray<@Nullable VirtualUser> users;
  private final AtomicInteger arrived = new AtomicInteger();
  private final Map<ConversationLedger, List<Integer>> members = new HashMap<>();

  /// @param ledgers of the conversations of this cast, in their order
  People(Cast cast, List<ConversationLedger> ledgers) {
    this.users = new AtomicReferenceArray<>(cast.people());
    for (int talk = 0; talk < ledgers.size(); talk++) {
      members.put(ledgers.get(talk), cast.talks().get(talk).members());
    }
  }

  /// The number of the next one to arrive; as many as there are, or more: all are there.
  int next() {
    return arrived.getAndIncrement();
  }

  void enter(int number, VirtualUser user) {
    users.set(number, user);
  }

  public int count() {
    return users.length();
  }

  /// The numbers of those who are connected now.
  public BitSet present() {
    return IntStream.range(0, users.length())
        .filter(number -> {
          VirtualUser user = users.get(number);
          return user != null && user.isOnline();
        })
        .collect(BitSet::new, BitSet::set, BitSet::or);
  }

  /// The members of a conversation who are among these.
  public BitSet presentIn(ConversationLedger conversation, BitSet present) {
    List<Integer> people = membersOf(conversation);
    return IntStream.range(0, people.size())
        .filter(member -> present.get(people.get(member)))
        .collect(BitSet::new, BitSet::set, BitSet::or);
  }

  private List<Integer> membersOf(ConversationLedger conversation) {
    return members.getOrDefault(conversation, List.of());
  }

  VirtualUser member(ConversationLedger conversation, int member) {
    VirtualUser user = users.get(membersOf(conversation).get(member));
    if (user == null) {
      throw new IllegalStateException("a member who never arrived");
    }
    return user;
  }

  /// Of all people, the first so many.
  void cut(int percent) {
    for (int number = 0; number < users.length(); number++) {
      VirtualUser user = users.get(number);
      if (user != null && number * 100L < (long) percent * users.length()) {
        user.cut();
      }
    }
  }

  /// Waits a little for each, many at once.
  void leave() {
    arrived().parallel().forEach(VirtualUser::leave);
  }

  private Stream<VirtualUser> arrived() {
    return IntStream.range(0, users.length()).mapToObj(users::get).flatMap(Stream::ofNullable);
  }
}
