package io.parley.testing.delivery;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Knows every message and every change of a group of a test, and judges promises 1 to 4 at its
/// end: acknowledged means kept, one identity, one order, no silent gap.
///
/// It is told by clients as things happen, from any thread, and keeps all of it; nothing is judged
/// before [#verdict]. A message is known by its sender and its `clientMessageId`, which a test must
/// not use twice; so is a change of a group. A device that was [#joined] is expected to notice by
/// itself, from the first one on, every event that its user may know: all of a direct conversation;
/// of a group all while a member, also what was before, and nothing beyond a removal. Who is put
/// back may read what she missed, but must not have been told of it before.
public final class DeliveryChecker {
  private final Map<Outgoing.Key, Outgoing> attempted = new LinkedHashMap<>();
  private final List<Acknowledgement> acknowledged = new ArrayList<>();
  private final Set<Outgoing.Key> answered = new HashSet<>();
  private final Set<Device> devices = new LinkedHashSet<>();
  private final Map<Sight, Integer> sights = new LinkedHashMap<>();

  /// Of what was told as it happened: how many things had been attempted by then.
  private final Map<Sight, Integer> told = new HashMap<>();

  private final Map<String, List<Reading>> readings = new LinkedHashMap<>();

  // what is known and who knows it, kept along the way so that asking for it is cheap
  private final Map<String, Heard> heard = new HashMap<>();
  private final Map<Device, Map<String, BitSet>> views = new HashMap<>();

  /// What is known of a conversation, by anybody.
  private static final class Heard {
    private final BitSet seqs = new BitSet();
    private final Map<Integer, Seen> changes = new TreeMap<>();
    private final Outgoing first;

    Heard(Outgoing first) {
      this.first = first;
    }

    void add(int seq, Seen seen) {
      seqs.set(seq);
      if (!(seen.act() instanceof Act.Says)) {
        changes.putIfAbsent(seq, seen);
      }
    }

    boolean isGroup() {
      return !(first.recipient() instanceof Recipient.User);
    }

    Reach reach() {
      if (first.recipient() instanceof Recipient.User(String user)) {
        return Reach.ofPair(first.sender(), user);
      }
      var reach = new Reach();
      changes.values().forEach(reach::take);
      return reach;
    }
  }

  /// A conversation that somebody has heard of.
  ///
  /// @param readers who may read it, or a part of it, as far as that is known
  public record Chat(boolean isGroup, Set<String> readers) {
    public Chat {
      readers = Set.copyOf(readers);
    }
  }

  record Acknowledgement(Device device, Outgoing.Key key, Place place) {}

  record Sight(Device device, Seen seen) {}

  record Reading(String reader, List<Seen> events) {}

  /// All that a verdict rests on.
  record Evidence(
      Map<Outgoing.Key, Outgoing> attempted,
      List<Acknowledgement> acknowledged,
      Set<Device> devices,
      Set<Sight> sights,
      Map<Sight, Integer> told,
      Map<String, List<Reading>> readings) {}

  /// This device is there from now on, and is answerable for its user's view.
  public synchronized void joined(Device device) {
    devices.add(device);
  }

  /// About to be sent for the first time.
  public synchronized void attempted(Outgoing message) {
    if (attempted.putIfAbsent(message.key(), message) != null) {
      throw new IllegalArgumentException(message.key() + ": attempted before (expected: once)");
    }
  }

  /// A `sent` came, the first or a repeated one. The device has then seen the message, too.
  public synchronized void acknowledged(Device device, String clientMessageId, Place place) {
    var key = new Outgoing.Key(device.user(), clientMessageId);
    acknowledged.add(new Acknowledgement(device, key, place));
    answered.add(key);
    Outgoing message = attempted.get(key);
    Act act = message == null ? new Act.Says("") : message.act();
    read(device, new Seen(place, device.user(), clientMessageId, act));
  }

  /// An event came as it happened.
  public synchronized void received(Device device, Seen seen) {
    told.putIfAbsent(new Sight(device, seen), attempted.size());
    read(device, seen);
  }

  /// An event came as part of the device's own catch-up.
  public synchronized void read(Device device, Seen seen) {
    sights.merge(new Sight(device, seen), 1, Integer::sum);
    Outgoing message = attempted.get(seen.key());
    String conversation = seen.place().conversation();
    if (message != null && seen.place().seq() > 0 && seen.place().seq() <= Integer.MAX_VALUE) {
      int seq = (int) seen.place().seq();
      heard.computeIfAbsent(conversation, _ -> new Heard(message)).add(seq, seen);
      views
          .computeIfAbsent(device, _ -> new HashMap<>())
          .computeIfAbsent(conversation, _ -> new BitSet())
          .set(seq);
    }
  }

  /// The whole history of a conversation as the user `reader` got it when everything was over,
  /// oldest first. Each member must have been seen to read it.
  public synchronized void history(String reader, String conversation, List<Seen> events) {
    readings
        .computeIfAbsent(conversation, _ -> new ArrayList<>())
        .add(new Reading(reader, List.copyOf(events)));
  }

  /// Conversations that anybody has heard of.
  public synchronized Map<String, Chat> conversations() {
    Map<String, Chat> chats = new HashMap<>();
    heard.forEach((conversation, known) ->
        chats.put(conversation, new Chat(known.isGroup(), known.reach().users())));
    return chats;
  }

  /// How many messages have an answer.
  public synchronized int acknowledged() {
    return answered.size();
  }

  /// How many events this device knows.
  public synchronized int seen(Device device) {
    return views.getOrDefault(device, Map.of()).values().stream()
        .mapToInt(BitSet::cardinality)
        .sum();
  }

  /// How many events some device knows and another one that should does not yet: 0 when everybody
  /// has noticed all there is to notice.
  public synchronized int outstanding() {
    int outstanding = 0;
    for (Map.Entry<String, Heard> conversation : heard.entrySet()) {
      Reach reach = conversation.getValue().reach();
      for (Device device : devices) {
        BitSet all = conversation.getValue().seqs;
        // seq 0 is never there, so the length is one beyond the last
        int end = (int) Math.min(all.length(), Math.min(all.length(), reach.of(device.user())) + 1);
        BitSet unseen = all.get(0, end);
        unseen.andNot(view(device, conversation.getKey()));
        outstanding += unseen.cardinality();
      }
    }
    return outstanding;
  }

  private BitSet view(Device device, String conversation) {
    return views.getOrDefault(device, Map.of()).getOrDefault(conversation, new BitSet());
  }

  /// Judges what was recorded so far. Every conversation must have been read back by then.
  public synchronized Verdict verdict() {
    return new Judgement(
            new Evidence(attempted, acknowledged, devices, sights.keySet(), told, readings))
        .verdict();
  }
}
