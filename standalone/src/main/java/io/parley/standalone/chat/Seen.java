package io.parley.standalone.chat;

import io.parley.protocol.v1.Event;

/// What of the conversation was shown without a gap, and so how far it may be told as read: a
/// watermark says that everything below it was.
final class Seen {
  private static final long UNKNOWN = -1;

  private long read = UNKNOWN;

  /// Nothing unread lies before `oldest`.
  private boolean whole;

  private long oldest = Long.MAX_VALUE;
  private long oldestId;
  private long newest;
  private long newestId;

  /// What was shown, or is about to be, beside what was before.
  void showed(Backlog.Stretch stretch) {
    read = Math.max(read, stretch.read());
    whole |= stretch.whole();
    stretch.events().forEach(this::showed);
  }

  /// The next event, whether there is something to be seen of it or not.
  void showed(Event event) {
    if (event.getSeq() < oldest) {
      oldest = event.getSeq();
      oldestId = event.getMessageId();
    }
    if (event.getSeq() > newest) {
      newest = event.getSeq();
      newestId = event.getMessageId();
    }
  }

  boolean isEmpty() {
    return newest == 0;
  }

  boolean isEarlier(Event event) {
    return !isEmpty() && event.getSeq() < oldest;
  }

  long oldestId() {
    return oldestId;
  }

  long read() {
    return read;
  }

  /// How many events lie between what was read once and what was shown; 0 also when unknown.
  long unseen() {
    return whole || read == UNKNOWN || isEmpty() ? 0 : Math.max(0, oldest - 1 - read);
  }

  long newest() {
    return newest;
  }

  /// 0: nothing can be told.
  long readUpTo() {
    return whole ? newest : 0;
  }

  long readUpToId() {
    return whole ? newestId : 0;
  }
}
