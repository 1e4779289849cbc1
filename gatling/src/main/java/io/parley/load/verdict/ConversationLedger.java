package io.parley.load.verdict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One conversation: what was said and acknowledged in it, and what each member's device shows.
///
/// Members are counted from 0 and belong from the first event to the last. Messages are counted
/// from 0 in the order in which they were due. Any thread may call it; nothing here takes long. It
/// grows with the messages alone: four numbers for each, whatever the members.
public final class ConversationLedger {
  /// An event that is no message of the run: the making of a group, say.
  public static final int FOREIGN = -1;

  private static final long NOT_FIXED = -1;

  /// Seqs are dense, so none can be far beyond what was said; one that is would cost memory.
  private static final int FOREIGN_MAX = 10_000;

  private final String name;
  private final MemberView[] views;
  private int attempted;
  private int refused;
  private long shown;
  private long doubled;
  private long reordered;
  private final List<String> samples = new ArrayList<>();

  // by seq
  private int[] messageAt = new int[16];
  private long[] idAt = new long[16];
  private long head;

  /// What somebody reads again, when all is said.
  private MemberView reading = new MemberView();

  private boolean wasReadAgain;

  /// What everybody is owed, once it is fixed, and then what of it was not shown.
  private long owed = NOT_FIXED;

  private @Nullable Lost lost;

  // by message
  private int[] placeOf = new int[16];
  private final BitSet acknowledged = new BitSet();

  public ConversationLedger(String name, int members) {
    this.name = name;
    this.views = new MemberView[members];
    Arrays.setAll(views, _ -> new MemberView());
  }

  public String name() {
    return name;
  }

  public int members() {
    return views.length;
  }

  /// The next message is due; returns its number.
  public synchronized int attempt() {
    return attempted++;
  }

  /// A message will not be stored: its sender was told so.
  public synchronized void refused() {
    refused++;
  }

  /// Its sender was told that a message is stored.
  public synchronized void acknowledged(int message, long seq, long messageId) {
    if (isSane(message, seq)) {
      place(message, seq, messageId);
      acknowledged.set(message);
    }
  }

  /// A member's device shows an event.
  ///
  /// @param message its number, or [#FOREIGN]
  public synchronized void shown(int member, long seq, long messageId, int message) {
    if (!isSane(message, seq)) {
      return;
    }
    shown++;
    switch (views[member].show(seq, messageId)) {
      case NEXT -> {}
      case TWICE -> doubled("member %d was shown %d twice".formatted(member, seq));
      case LATE -> reordered("member %d was shown %d after later ones".formatted(member, seq));
    }
    place(message, seq, messageId);
  }

  /// A member begins to read it again from its beginning.
  public synchronized void beginsReadingAgain() {
    reading = new MemberView();
  }

  /// She reads the next event.
  ///
  /// @param message its number, or [#FOREIGN]
  public synchronized void readAgain(long seq, long messageId, int message) {
    if (!isSane(message, seq)) {
      return;
    }
    switch (reading.show(seq, messageId)) {
      case NEXT -> {}
      case TWICE -> doubled("%d was read twice".formatted(seq));
      case LATE -> reordered("%d was read after later ones".formatted(seq));
    }
    place(message, seq, messageId);
  }

  /// She has read all there is.
  public synchronized void endsReadingAgain() {
    wasReadAgain = true;
  }

  private boolean isSane(int message, long seq) {
    boolean sane =
        seq >= 1
            && seq <= (long) attempted + FOREIGN_MAX
            && message >= FOREIGN
            && message < attempted;
    if (!sane) {
      reordered("message %d at %d, which cannot be".formatted(message, seq));
    }
    return sane;
  }

  /// All who tell of a place must tell the same.
  private void place(int message, long seq, long messageId) {
    int at = Math.toIntExact(seq);
    if (at >= messageAt.length) {
      int length = Math.max(at + 1, 2 * messageAt.length);
      messageAt = Arrays.copyOf(messageAt, length);
      idAt = Arrays.copyOf(idAt, length);
    }
    if (idAt[at] == 0) {
      idAt[at] = messageId;
      messageAt[at] = message;
      head = Math.max(head, seq);
      if (message != FOREIGN) {
        first(message, at);
      }
    } else if (idAt[at] != messageId || messageAt[at] != message) {
      reordered("at %d stand messages %d and %d".formatted(seq, messageAt[at], message));
    }
  }

  private void first(int message, int at) {
    if (message >= placeOf.length) {
      placeOf = Arrays.copyOf(placeOf, Math.max(message + 1, 2 * placeOf.length));
    }
    if (placeOf[message] == 0) {
      placeOf[message] = at;
    } else {
      doubled("message %d stands at %d and at %d".formatted(message, placeOf[message], at));
    }
  }

  private void doubled(String what) {
    doubled++;
    sample(what);
  }

  private void reordered(String what) {
    reordered++;
    sample(what);
  }

  private void sample(String what) {
    if (samples.size() < Delivery.Faults.SAMPLES_MAX) {
      samples.add(name + ": " + what);
    }
  }

  /// From now on nothing new is owed to anybody: what is still under way may be shown or not.
  public synchronized void close() {
    owed = head;
  }

  private long owed() {
    return owed == NOT_FIXED ? head : owed;
  }

  /// Whether nothing stands in it.
  public synchronized boolean isEmpty() {
    return head == 0;
  }

  /// Whether all is answered and shown, so that waiting on would bring nothing.
  public synchronized boolean isSettled(BitSet present) {
    return acknowledged.cardinality() + refused == attempted && isShown(present);
  }

  /// Whether these show all that they are owed.
  public synchronized boolean isShown(BitSet present) {
    return present.stream().allMatch(member -> views[member].missing(owed()) == 0);
  }

  /// What is owed and not shown now is lost: whoever reads again later makes up for nothing.
  ///
  /// @param present the members whose devices are connected at the end: they ought to show
  ///   everything that is stored, acknowledged or not, since it lies before something they show or
  ///   somebody else does
  public synchronized void fixLost(BitSet present) {
    lost = lost(present);
  }

  private Lost lost(BitSet present) {
    long events = 0;
    List<String> words = new ArrayList<>();
    for (int i = present.nextSetBit(0); i >= 0; i = present.nextSetBit(i + 1)) {
      long missing = views[i].missing(owed());
      events += missing;
      if (missing > 0 && words.size() < Delivery.Faults.SAMPLES_MAX) {
        words.add(
            "%s: member %d lacks %d of %d, from %d on"
                .formatted(name, i, missing, owed(), views[i].firstMissing()));
      }
    }
    return new Lost(events, words);
  }

  private record Lost(long events, List<String> words) {}

  /// @param present as for [#fixLost], where that was not called
  public synchronized Delivery judge(BitSet present) {
    Lost missing = lost == null ? lost(present) : lost;
    List<String> words = new ArrayList<>(samples);
    words.addAll(missing.words());
    long forgotten = wasReadAgain ? reading.missing(owed()) : 0;
    if (forgotten > 0) {
      words.add(
          "%s: %d of %d are not there when it is read again, from %d on"
              .formatted(name, forgotten, owed(), reading.firstMissing()));
    }
    return new Delivery(
        new Delivery.Sent(attempted, acknowledged.cardinality(), refused),
        shown,
        new Delivery.Faults(
            missing.events(),
            doubled,
            reordered,
            forgotten,
            0,
            words.subList(0, Math.min(words.size(), Delivery.Faults.SAMPLES_MAX))));
  }
}
