package io.parley.history;

import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Reacted;
import io.parley.protocol.v1.Renamed;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/// Events for tests. The event of seq `n` has an id that can be told from `n`, the client message
/// id `c<n>` and the offset `10 n`; alice and bob take turns.
public final class Timelines {
  public static final long LOG = 77;
  public static final int PARTITION = 3;

  private static final AtomicLong CONVERSATIONS = new AtomicLong();

  private Timelines() {}

  /// One that no other test uses.
  public static String conversation() {
    return "d:alice:bob" + CONVERSATIONS.incrementAndGet();
  }

  public static long id(long seq) {
    return (1_000 + seq * 3) << 22 | (long) PARTITION << 12 | seq % 4;
  }

  public static LogPosition position(long seq) {
    return new LogPosition(LOG, PARTITION, seq * 10);
  }

  public static NewEvent message(String conversation, long seq) {
    return message(conversation, seq, "text " + seq);
  }

  public static NewEvent message(String conversation, long seq, String text) {
    Event event =
        base(conversation, seq)
            .setMessage(ChatMessage.newBuilder().setClientMessageId("c" + seq).setText(text))
            .build();
    return new NewEvent(event, position(seq));
  }

  public static NewEvent reaction(String conversation, long seq) {
    Event event =
        base(conversation, seq)
            .setReacted(Reacted.newBuilder().setMessageId(id(1)).setEmoji("+"))
            .build();
    return new NewEvent(event, position(seq));
  }

  public static NewEvent renamed(
      String conversation, long seq, String clientMessageId, long rosterVersion) {
    Event event =
        base(conversation, seq)
            .setClientMessageId(clientMessageId)
            .setRenamed(Renamed.newBuilder().setName("name " + seq))
            .build();
    return new NewEvent(event, position(seq), rosterVersion);
  }

  private static Event.Builder base(String conversation, long seq) {
    return Event.newBuilder()
        .setConversation(conversation)
        .setSeq(seq)
        .setMessageId(id(seq))
        .setSender(seq % 2 == 0 ? "bob" : "alice");
  }

  public static List<NewEvent> messages(String conversation, long first, long last) {
    return LongStream.rangeClosed(first, last).mapToObj(seq -> message(conversation, seq)).toList();
  }

  /// Seqs 1 to `last`; those that `isReaction` picks are no messages.
  public static List<NewEvent> mixed(String conversation, long last, LongPredicate isReaction) {
    return LongStream.rangeClosed(1, last)
        .mapToObj(
            seq -> isReaction.test(seq) ? reaction(conversation, seq) : message(conversation, seq))
        .toList();
  }

  public static List<Long> seqs(List<EventRef> refs) {
    return refs.stream().map(EventRef::seq).toList();
  }

  public static List<Long> seqsOf(List<Event> events) {
    return events.stream().map(Event::getSeq).toList();
  }

  public static List<Long> down(long from, long to) {
    return LongStream.rangeClosed(to, from).map(seq -> from + to - seq).boxed().toList();
  }

  public static List<Long> up(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  public static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
