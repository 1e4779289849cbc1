package io.parley.history;

import io.parley.history.ConversationLog.MessageSearch;
import io.parley.history.ConversationLog.Search;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What searches of one conversation have read, newest first, so that the next one begins where the
/// last one stopped: many resends that come together cost one walk, and not one each.
///
/// Keeps the ids alone, and of the events only those that are asked for: 84 KB after the 10,000
/// events at which a search ends. For one search at a time.
public final class SearchMemory {
  private static final int ROOM_FIRST = 512;

  private final Set<MessageKey> wanted;
  private final Map<MessageKey, Passed> found = new HashMap<>();
  private long[] ids = new long[0];
  private int count;
  private long upTo;
  private long nextSeq;
  private boolean begun;

  /// What its sender calls a message.
  public record MessageKey(String sender, String clientMessageId) {}

  /// @param index 0 is the newest
  private record Passed(int index, EventRef event) {}

  /// An answer, and how many events it rests on.
  record Answer(Search search, int looked) {}

  /// @param wanted every message that will be searched for
  public SearchMemory(Set<MessageKey> wanted) {
    this.wanted = Set.copyOf(wanted);
  }

  /// Forgets what was read below another event than this one.
  void begin(MessageSearch search) {
    if (!begun || upTo != search.upTo()) {
      begun = true;
      upTo = search.upTo();
      nextSeq = search.upToSeq();
      count = 0;
      found.clear();
    }
  }

  /// Null when more has to be read.
  @Nullable Answer answer(MessageSearch search) {
    Passed hit = found.get(new MessageKey(search.sender(), search.clientMessageId()));
    if (hit != null && hit.index < search.limit() && hit.event.messageId() >= search.notBefore()) {
      return new Answer(new Search.Found(hit.event), hit.index + 1);
    }
    int within = countFrom(search.notBefore());
    if (within > search.limit()) {
      return new Answer(new Search.Unknown(ids[search.limit()]), search.limit());
    }
    boolean isAll = within < count || nextSeq == 0;
    return isAll ? new Answer(new Search.Absent(), within) : null;
  }

  /// How many of those read have this id or a larger one.
  private int countFrom(long messageId) {
    int from = 0;
    int to = count;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (ids[middle] >= messageId) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  /// The next ones, newest first; none if there are no more.
  void add(List<EventRef> page) {
    if (ids.length < count + page.size()) {
      ids = Arrays.copyOf(ids, Math.max(ROOM_FIRST, Math.max(2 * count, count + page.size())));
    }
    for (EventRef event : page) {
      MessageKey key = new MessageKey(event.sender(), event.clientMessageId());
      if (wanted.contains(key)) {
        found.putIfAbsent(key, new Passed(count, event));
      }
      ids[count] = event.messageId();
      count++;
    }
    nextSeq = page.isEmpty() ? 0 : page.getLast().seq() - 1;
  }

  /// The seq of the event to read on with; 0 when there is none.
  long nextSeq() {
    return nextSeq;
  }

  /// An id above that event's, and not above any that was read.
  long below() {
    return count == 0 ? Math.min(upTo, Long.MAX_VALUE - 1) + 1 : ids[count - 1];
  }
}
