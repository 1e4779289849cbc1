package io.parley.router;

import io.parley.protocol.ConversationId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.IntSupplier;

/// What this router has told the members of the conversations that were last active in a partition.
/// It takes little room, so it stays when their states have gone from the [StateCache]: else every
/// message of a large group that is seldom active would be noted in all its inboxes. Nothing that
/// is decided rests on it, and who is told twice takes no harm. Belongs to its partition's lane.
final class HeardMemory {
  /// Nobody knows in which hour.
  static final int NEVER = -1;

  private static final Heard NOTHING = new Heard(NEVER, 0, 0);

  private final IntSupplier most;

  /// Kept apart, so that the many conversations of two do not drive out those of many.
  private final SequencedMap<String, Heard> ofTwo = new LinkedHashMap<>(16, 0.75f, true);

  private final SequencedMap<String, Heard> ofMany = new LinkedHashMap<>(16, 0.75f, true);

  /// @param hour the latest one that the inboxes have noted, of all who are members by this version
  /// @param seq up to which everybody was told what there is
  private record Heard(int hour, long rosterVersion, long seq) {}

  /// @param most asked whenever something is noted: how many conversations of a kind there may be
  HeardMemory(IntSupplier most) {
    this.most = most;
  }

  /// The latest hour in which the inboxes of all these members were told of the conversation.
  int touchedHour(ConversationId conversation, long rosterVersion) {
    Heard heard = of(conversation);
    return heard.rosterVersion() == rosterVersion ? heard.hour() : NEVER;
  }

  /// Up to which seq everybody in the conversation has heard; 0 when nobody knows.
  long toldSeq(ConversationId conversation) {
    return of(conversation).seq();
  }

  void touched(ConversationId conversation, int hour, long rosterVersion) {
    Heard heard = of(conversation);
    boolean isNews = hour != heard.hour() || rosterVersion != heard.rosterVersion();
    if (hour > NEVER && isNews) {
      put(conversation, new Heard(hour, rosterVersion, heard.seq()));
    }
  }

  void told(ConversationId conversation, long seq) {
    Heard heard = of(conversation);
    if (seq > heard.seq()) {
      put(conversation, new Heard(heard.hour(), heard.rosterVersion(), seq));
    }
  }

  private Heard of(ConversationId conversation) {
    return kind(conversation).getOrDefault(conversation.text(), NOTHING);
  }

  private void put(ConversationId conversation, Heard heard) {
    SequencedMap<String, Heard> all = kind(conversation);
    all.put(conversation.text(), heard);
    while (all.size() > most.getAsInt()) {
      Map.Entry<String, Heard> _ = all.pollFirstEntry();
    }
  }

  private SequencedMap<String, Heard> kind(ConversationId conversation) {
    return conversation instanceof ConversationId.Direct ? ofTwo : ofMany;
  }
}
