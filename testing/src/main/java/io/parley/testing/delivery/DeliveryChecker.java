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

/// Knows every message of a test and judges promises 1 to 4 at its end: acknowledged means kept,
/// one identity, one order, no silent gap.
///
/// It is told by clients as things happen, from any thread, and keeps all of it; nothing is judged
/// before [#verdict]. A message is known by its sender and its `clientMessageId`, which a test must
/// not use twice. A device that was [#joined] is expected to notice every message of its user by
/// itself, from the first one on.
public final class DeliveryChecker {
  private final Map<Outgoing.Key, Outgoing> attempted = new LinkedHashMap<>();
  private final List<Acknowledgement> acknowledged = new ArrayList<>();
  private final Set<Outgoing.Key> answered = new HashSet<>();
  private final Set<Device> devices = new LinkedHashSet<>();
  private final Map<Sight, Integer> sights = new LinkedHashMap<>();
  private final Map<String, List<Reading>> readings = new LinkedHashMap<>();

  // what is known and who knows it, kept along the way so that asking for it is cheap
  private final Map<String, Outgoing> conversations = new HashMap<>();
  private final Map<String, BitSet> known = new HashMap<>();
  private final Map<Device, Map<String, BitSet>> views = new HashMap<>();

  record Acknowledgement(Device device, Outgoing.Key key, Place place) {}

  record Sight(Device device, Seen seen) {}

  record Reading(String reader, List<Seen> events) {}

  /// All that a verdict rests on.
  record Evidence(
      Map<Outgoing.Key, Outgoing> attempted,
      List<Acknowledgement> acknowledged,
      Set<Device> devices,
      Set<Sight> sights,
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
    String text = message == null ? "" : message.text();
    received(device, new Seen(place, device.user(), clientMessageId, text));
  }

  /// An event came, as it happened or as part of the device's own catch-up.
  public synchronized void received(Device device, Seen seen) {
    sights.merge(new Sight(device, seen), 1, Integer::sum);
    Outgoing message = attempted.get(seen.key());
    String conversation = seen.place().conversation();
    if (message != null && seen.place().seq() > 0 && seen.place().seq() <= Integer.MAX_VALUE) {
      int seq = (int) seen.place().seq();
      conversations.putIfAbsent(conversation, message);
      known.computeIfAbsent(conversation, _ -> new BitSet()).set(seq);
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

  /// Conversations that anybody has heard of, each with one of its messages.
  public synchronized Map<String, Outgoing> conversations() {
    return Map.copyOf(conversations);
  }

  /// How many messages have an answer.
  public synchronized int acknowledged() {
    return answered.size();
  }

  /// How many events some device knows and another one that should does not yet: 0 when everybody
  /// has noticed all there is to notice.
  public synchronized int outstanding() {
    int outstanding = 0;
    for (Device device : devices) {
      Map<String, BitSet> view = views.getOrDefault(device, Map.of());
      for (Map.Entry<String, Outgoing> conversation : conversations.entrySet()) {
        if (conversation.getValue().isBetween(device.user())) {
          BitSet all = known.getOrDefault(conversation.getKey(), new BitSet());
          BitSet here = view.getOrDefault(conversation.getKey(), new BitSet());
          outstanding += all.cardinality() - here.cardinality();
        }
      }
    }
    return outstanding;
  }

  /// Judges what was recorded so far. Every conversation must have been read back by then.
  public synchronized Verdict verdict() {
    return new Judgement(new Evidence(attempted, acknowledged, devices, sights.keySet(), readings))
        .verdict();
  }
}
