package io.parley.edge.socket;

import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Mark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The marks of one session. Of each conversation the first goes at once, those that follow it too
/// closely become one that goes a little later: a person who scrolls marks what nobody has to hear
/// of in between. Watermarks only move forward, so the furthest say what all of them would have.
///
/// Of so many conversations at most; those of others go at once. Owned by the session's event loop;
/// times are monotonic nanoseconds.
final class GatheredMarks {
  static final int CONVERSATIONS_MAX = 64;

  private static final long APART_NANOS = 1_000_000_000L;

  /// A mark in a channel is told nobody but the user's own devices.
  private static final long APART_IN_CHANNELS_NANOS = 5_000_000_000L;

  private final Map<String, Recent> recent = new HashMap<>(4);

  /// @param re of the frame that asked for it, for an error
  record Asked(String re, ConversationId conversation, Mark mark) {}

  /// A conversation that was marked lately.
  private static final class Recent {
    private long nextAt;
    private @Nullable Asked waiting;
  }

  /// Whether the mark is to go now; else it is kept until it is [#due].
  boolean isNow(Asked asked, long now) {
    Recent before = recent.get(asked.conversation().text());
    if (before == null) {
      if (recent.size() < CONVERSATIONS_MAX) {
        Recent first = new Recent();
        first.nextAt = now + apart(asked.conversation());
        recent.put(asked.conversation().text(), first);
      }
      return true;
    }
    Asked waiting = before.waiting;
    before.waiting = waiting == null ? asked : furthest(waiting, asked);
    return false;
  }

  /// One whose time had come and that could not go: it waits for as long again, with what was
  /// marked meanwhile. Returns false where there is no room for it.
  boolean keepBack(Asked asked, long now) {
    String name = asked.conversation().text();
    Recent known = recent.get(name);
    if (known == null) {
      if (recent.size() >= CONVERSATIONS_MAX) {
        return false;
      }
      known = new Recent();
      recent.put(name, known);
    }
    Asked waiting = known.waiting;
    known.waiting = waiting == null ? asked : furthest(asked, waiting);
    known.nextAt = now + apart(asked.conversation());
    return true;
  }

  private static long apart(ConversationId conversation) {
    return switch (conversation) {
      case ConversationId.Direct _, ConversationId.Group _ -> APART_NANOS;
      case ConversationId.Channel _ -> APART_IN_CHANNELS_NANOS;
    };
  }

  private static Asked furthest(Asked one, Asked other) {
    Mark.Builder mark = one.mark().toBuilder();
    mark.setDelivered(Math.max(one.mark().getDelivered(), other.mark().getDelivered()));
    if (isReadFurther(other.mark(), one.mark())) {
      mark.setRead(other.mark().getRead()).setReadMessageId(other.mark().getReadMessageId());
    }
    return new Asked(other.re(), other.conversation(), mark.build());
  }

  private static boolean isReadFurther(Mark one, Mark other) {
    return one.getRead() > other.getRead()
        || (one.getRead() == other.getRead() && one.getReadMessageId() > other.getReadMessageId());
  }

  /// Those whose time has come.
  List<Asked> due(long now) {
    List<Asked> due = new ArrayList<>();
    Iterator<Recent> all = recent.values().iterator();
    while (all.hasNext()) {
      Recent conversation = all.next();
      Asked waiting = conversation.waiting;
      if (conversation.nextAt - now > 0) {
        continue;
      }
      if (waiting == null) {
        all.remove();
      } else {
        due.add(waiting);
        conversation.waiting = null;
        conversation.nextAt = now + apart(waiting.conversation());
      }
    }
    return due;
  }

  /// All that wait; forgets everything.
  List<Asked> takeAll() {
    List<Asked> all = new ArrayList<>();
    for (Recent conversation : recent.values()) {
      if (conversation.waiting != null) {
        all.add(conversation.waiting);
      }
    }
    recent.clear();
    return all;
  }

  /// Nothing waits, and no conversation was marked lately.
  boolean isEmpty() {
    return recent.isEmpty();
  }
}
