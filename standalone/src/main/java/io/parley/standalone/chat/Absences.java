package io.parley.standalone.chat;

import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Kind;
import java.util.LinkedHashSet;
import java.util.Set;

/// Groups that one is not in, as far as their events have told. Who comes in, or comes back, gets
/// what was said before as well: that is no news.
final class Absences {
  /// Beyond it the one heard of first is forgotten: what is said there then counts as news.
  private static final int MAX = 1000;

  private final String me;
  private final Set<String> out = new LinkedHashSet<>();

  Absences(String me) {
    this.me = me;
  }

  /// @param event the next one of its conversation
  void learn(Event event) {
    String group = event.getConversation();
    boolean isBefore =
        event.getCreated().getKind() == Kind.GROUP
            && !event.getCreated().getMembersList().contains(me);
    if (isBefore || event.getMembersRemoved().getUsersList().contains(me)) {
      add(group);
    } else if (event.getMembersAdded().getUsersList().contains(me)) {
      out.remove(group);
    }
  }

  boolean has(String group) {
    return out.contains(group);
  }

  private void add(String group) {
    out.add(group);
    if (out.size() > MAX) {
      out.remove(out.iterator().next());
    }
  }
}
