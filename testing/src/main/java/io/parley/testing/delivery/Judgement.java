package io.parley.testing.delivery;

import io.parley.testing.delivery.DeliveryChecker.Acknowledgement;
import io.parley.testing.delivery.DeliveryChecker.Reading;
import io.parley.testing.delivery.DeliveryChecker.Sight;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Holds evidence against the promises. History as read back at the end is taken for the truth,
/// after it was itself found dense, rising, free of doubles and the same for all who read it.
final class Judgement {
  private final DeliveryChecker.Evidence evidence;
  private final Set<Acknowledgement> acknowledgements;
  private final Verdict.Findings findings = new Verdict.Findings();
  private final Map<Outgoing.Key, Seen> stored = new HashMap<>();

  /// How many things had been attempted before each.
  private final Map<Outgoing.Key, Integer> order = new HashMap<>();

  private final Map<String, Reach> reaches = new HashMap<>();
  private final List<Seen> truth = new ArrayList<>();

  Judgement(DeliveryChecker.Evidence evidence) {
    this.evidence = evidence;
    this.acknowledgements = Set.copyOf(evidence.acknowledged());
    evidence.attempted().keySet().forEach(key -> order.put(key, order.size()));
  }

  Verdict verdict() {
    evidence.readings().forEach(this::judgeHistory);
    int acknowledged = judgeAcknowledgements();
    judgeSights();
    int seen = judgeViews();
    return new Verdict(
        evidence.attempted().size(),
        acknowledged,
        truth.size(),
        seen,
        findings.counts(),
        findings.examples());
  }

  private void judgeHistory(String conversation, List<Reading> readings) {
    // who read the least must not decide what there is
    Reading longest =
        readings.stream().reduce((a, b) -> b.events().size() > a.events().size() ? b : a).get();
    Place before = new Place(conversation, 0, 0);
    for (Seen event : longest.events()) {
      judgeStep(before, event.place());
      judgeIdentity(event);
      before = event.place();
    }
    truth.addAll(longest.events());
    Reach reach = judgeMembers(conversation, longest.events());
    reaches.put(conversation, reach);
    judgeReaders(conversation, readings, reach);
    for (Reading other : readings) {
      judgeSameReading(conversation, longest, other, reach);
    }
  }

  private void judgeStep(Place before, Place event) {
    if (!event.conversation().equals(before.conversation())) {
      findings.add(DeliveryFault.MISPLACED, event + " read as part of " + before.conversation());
    } else if (event.seq() == before.seq()) {
      findings.add(DeliveryFault.DOUBLED, "seq twice: " + before + " and " + event);
    } else if (event.seq() < before.seq()) {
      findings.add(DeliveryFault.REORDERED, event + " follows " + before);
    } else if (event.seq() > before.seq() + 1) {
      findings.add(DeliveryFault.LOST, "a hole: " + event + " follows " + before);
    }
    if (event.messageId() <= before.messageId()) {
      findings.add(DeliveryFault.REORDERED, "ids do not rise: " + event + " follows " + before);
    }
  }

  private void judgeIdentity(Seen event) {
    Outgoing message = evidence.attempted().get(event.key());
    if (message == null) {
      findings.add(DeliveryFault.MISPLACED, "sent by nobody: " + event);
    } else if (!message.act().equals(event.act())) {
      findings.add(DeliveryFault.MISPLACED, "another text than was sent: " + event);
    } else if (!isFor(message.recipient(), event.place())) {
      findings.add(DeliveryFault.MISPLACED, "meant for " + message.recipient() + ": " + event);
    }
    Seen earlier = stored.putIfAbsent(event.key(), event);
    if (earlier != null) {
      findings.add(DeliveryFault.DOUBLED, "stored twice: " + earlier + " and " + event.place());
    }
  }

  /// Which direct conversation it is only its pair knows ([#judgeMembers]).
  private static boolean isFor(Recipient recipient, Place place) {
    return switch (recipient) {
      case Recipient.User _ -> true;
      case Recipient.Group(String conversation) -> conversation.equals(place.conversation());
      case Recipient.NewGroup() -> place.seq() == 1;
    };
  }

  /// All messages of a direct conversation are between the same two, all events of a group come
  /// from its members.
  ///
  /// @return who may know how much of it
  private Reach judgeMembers(String conversation, List<Seen> events) {
    Set<Set<String>> pairs = new HashSet<>();
    var group = new Reach();
    for (Seen event : events) {
      Outgoing message = evidence.attempted().get(event.key());
      if (message != null && message.recipient() instanceof Recipient.User(String user)) {
        // not Set.of: one may write to herself
        pairs.add(new HashSet<>(List.of(message.sender(), user)));
      } else if (message != null && !group.take(event)) {
        findings.add(DeliveryFault.MISPLACED, "its sender is no member: " + event);
      }
    }
    if (pairs.size() > 1 || (!pairs.isEmpty() && !group.users().isEmpty())) {
      findings.add(
          DeliveryFault.MISPLACED, conversation + " holds messages between several: " + pairs);
    }
    return pairs.isEmpty() ? group : Reach.ofPairs(pairs);
  }

  /// Whoever may know something was seen to read it.
  private void judgeReaders(String conversation, List<Reading> readings, Reach reach) {
    Set<String> unheard = new TreeSet<>(reach.users());
    readings.forEach(reading -> unheard.remove(reading.reader()));
    for (String member : unheard) {
      findings.add(DeliveryFault.LOST, member + " was never seen to read " + conversation);
    }
  }

  /// Each reads what the others do, from the first event to the last that they may know.
  private void judgeSameReading(String conversation, Reading longest, Reading other, Reach reach) {
    int all = longest.events().size();
    int own = (int) Math.min(all, reach.of(other.reader()));
    int common = Math.min(own, other.events().size());
    for (int i = 0; i < common; i++) {
      if (!longest.events().get(i).equals(other.events().get(i))) {
        findings.add(
            DeliveryFault.REORDERED,
            "%s reads %s where %s reads %s"
                .formatted(
                    longest.reader(),
                    longest.events().get(i),
                    other.reader(),
                    other.events().get(i)));
        return;
      }
    }
    String sizes =
        "%s reads %d events of %s, of which %d are for them"
            .formatted(other.reader(), other.events().size(), conversation, own);
    if (other.events().size() < own) {
      findings.add(DeliveryFault.LOST, sizes);
    } else if (other.events().size() > own) {
      findings.add(DeliveryFault.MISPLACED, sizes);
    }
  }

  private int judgeAcknowledgements() {
    Set<Outgoing.Key> keys = new HashSet<>();
    for (Acknowledgement each : evidence.acknowledged()) {
      boolean isFirst = keys.add(each.key());
      Seen event = stored.get(each.key());
      if (!evidence.attempted().containsKey(each.key())) {
        findings.add(
            DeliveryFault.MISPLACED, "acknowledged and never sent: %s".formatted(each.key()));
      } else if (event == null) {
        if (isFirst) {
          findings.add(
              DeliveryFault.LOST,
              "acknowledged to %s, not in history: %s at %s"
                  .formatted(each.device(), each.key(), each.place()));
        }
      } else if (!event.place().equals(each.place())) {
        findings.add(
            DeliveryFault.DOUBLED,
            "acknowledged to %s at %s, stored: %s".formatted(each.device(), each.place(), event));
      }
    }
    return keys.size();
  }

  /// Whatever a device was shown is in history, there and no different, and was meant for its user.
  private void judgeSights() {
    for (Sight sight : evidence.sights()) {
      Seen seen = sight.seen();
      if (isKnown(seen) && !mayKnow(sight.device().user(), seen)) {
        findings.add(DeliveryFault.MISPLACED, "shown to %s: %s".formatted(sight.device(), seen));
      } else if (heardTooMuch(sight)) {
        findings.add(
            DeliveryFault.MISPLACED,
            "told to %s, who was no member: %s".formatted(sight.device(), seen));
      }
      // an acknowledgement that differs from history was counted as one
      if (!isAcknowledgement(sight)) {
        judgeSight(sight.device(), seen, stored.get(seen.key()));
      }
    }
  }

  private void judgeSight(Device device, Seen seen, @Nullable Seen event) {
    if (event == null) {
      findings.add(DeliveryFault.LOST, "shown to %s, not in history: %s".formatted(device, seen));
    } else if (event.place().messageId() != seen.place().messageId()) {
      findings.add(
          DeliveryFault.DOUBLED, "shown to %s: %s, stored: %s".formatted(device, seen, event));
    } else if (!event.place().equals(seen.place())) {
      findings.add(
          DeliveryFault.REORDERED, "shown to %s: %s, stored: %s".formatted(device, seen, event));
    } else if (!event.equals(seen)) {
      findings.add(
          DeliveryFault.MISPLACED, "shown to %s with another text: %s".formatted(device, seen));
    }
  }

  private boolean isKnown(Seen seen) {
    return evidence.attempted().containsKey(seen.key());
  }

  /// Whether something that was attempted is this user's to know, where it stands.
  private boolean mayKnow(String user, Seen seen) {
    Outgoing message = evidence.attempted().get(seen.key());
    if (message == null) {
      return false;
    }
    return switch (message.recipient()) {
      case Recipient.User(String peer) -> user.equals(message.sender()) || user.equals(peer);
      case Recipient.Group _, Recipient.NewGroup _ -> {
        Reach reach = reaches.get(seen.place().conversation());
        // a conversation that nobody read back is lost, and said to be
        yield reach == null || seen.place().seq() <= reach.of(user);
      }
    };
  }

  /// Whether it was told as it happened to somebody who was no member, and whom nobody had yet
  /// asked to make one. Of what happens again after a crash, a member who was none before is told
  /// too.
  private boolean heardTooMuch(Sight sight) {
    Integer attempts = evidence.told().get(sight);
    Reach reach = reaches.get(sight.seen().place().conversation());
    return attempts != null
        && reach != null
        && reach
            .entranceAfter(sight.device().user(), sight.seen().place().seq())
            .filter(event -> order.getOrDefault(event.key(), 0) >= attempts)
            .isPresent();
  }

  private boolean isAcknowledgement(Sight sight) {
    return acknowledgements.contains(
        new Acknowledgement(sight.device(), sight.seen().key(), sight.seen().place()));
  }

  /// Every device knows every event that its user may know.
  private int judgeViews() {
    Map<Device, Set<Place>> views = new HashMap<>();
    evidence
        .sights()
        .forEach(sight ->
            views.computeIfAbsent(sight.device(), _ -> new HashSet<>()).add(sight.seen().place()));
    for (Device device : evidence.devices()) {
      Set<Place> view = views.getOrDefault(device, Set.of());
      for (Seen event : truth) {
        boolean isExpected = isKnown(event) && mayKnow(device.user(), event);
        if (isExpected && !view.contains(event.place())) {
          findings.add(DeliveryFault.UNNOTICED, "%s never learnt of %s".formatted(device, event));
        }
      }
    }
    return views.values().stream().mapToInt(Set::size).sum();
  }
}
