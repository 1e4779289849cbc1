package io.parley.standalone.message;

import io.parley.protocol.v1.Code;
import io.parley.testing.delivery.Act;
import io.parley.testing.delivery.Place;
import io.parley.testing.delivery.PlainClient;
import io.parley.testing.delivery.Recipient;
import io.parley.testing.delivery.RefusedException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/// A group of the crowd: members who stay, and others whom its owner adds and removes all the time,
/// one change after the other.
///
/// What becomes of a change is not always known: asked for again after a fault, it may be refused
/// because it was made. Any other refusal is wrong: nobody else changes the group.
final class CrowdGroup {
  private final PlainClient owner;
  private final Set<String> staying;
  private final List<String> passing;
  private final Set<String> inside = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean changing = new AtomicBoolean();
  private final AtomicInteger changes = new AtomicInteger();
  private final AtomicInteger names = new AtomicInteger();
  private final AtomicInteger wrongs = new AtomicInteger();
  private volatile String conversation = "";

  /// @param staying the owner's user among them
  /// @param passing not members at first
  CrowdGroup(PlainClient owner, Set<String> staying, List<String> passing) {
    this.owner = owner;
    this.staying = Set.copyOf(staying);
    this.passing = List.copyOf(passing);
  }

  CompletionStage<Place> create(String name) {
    return owner
        .send(new Recipient.NewGroup(), new Act.Creates(name, staying))
        .whenComplete((place, failure) -> {
          if (failure == null) {
            conversation = place.conversation();
          }
        });
  }

  boolean mayWrite(String user) {
    return staying.contains(user) || inside.contains(user);
  }

  /// A message to all. Of a member who stays none may be refused.
  void say(PlainClient client, String text) {
    boolean stays = staying.contains(client.device().user());
    CompletionStage<Place> _ =
        client
            .send(new Recipient.Group(conversation), new Act.Says(text))
            .whenComplete((_, failure) -> {
              if (failure != null && stays) {
                wrongs.incrementAndGet();
              }
            });
  }

  /// Adds, removes or renames, unless the last change is still under way.
  void change(RandomGenerator random) {
    if (!changing.compareAndSet(false, true)) {
      return;
    }
    String user = passing.get(random.nextInt(passing.size()));
    boolean isInside = inside.contains(user);
    Act act =
        random.nextInt(3) == 0
            ? new Act.Renames("name " + names.incrementAndGet())
            : isInside ? new Act.Removes(Set.of(user)) : new Act.Adds(Set.of(user));
    CompletionStage<Place> _ =
        owner
            .send(new Recipient.Group(conversation), act)
            .whenComplete((_, failure) -> {
              if (failure == null) {
                changes.incrementAndGet();
                made(act, user);
              } else if (wasMadeBefore(failure)) {
                made(act, user);
              } else {
                wrongs.incrementAndGet();
              }
              changing.set(false);
            });
  }

  private void made(Act act, String user) {
    switch (act) {
      case Act.Adds _ -> inside.add(user);
      case Act.Removes _ -> inside.remove(user);
      case Act.Says _, Act.Creates _, Act.Renames _, Act.Other _ -> {}
    }
  }

  /// The one who was to come in is in already, or the one who was to go is gone.
  private static boolean wasMadeBefore(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof RefusedException refused
        && refused.isRepeated()
        && (refused.code() == Code.CONFLICT || refused.code() == Code.NOT_FOUND);
  }

  /// Changes that were answered.
  int changes() {
    return changes.get();
  }

  /// Messages and changes that were refused for good and should not have been.
  int wrongs() {
    return wrongs.get();
  }

  static Set<String> members(List<String> users, int first, int count) {
    Set<String> members = new HashSet<>();
    for (int i = 0; i < count; i++) {
      members.add(users.get((first + i) % users.size()));
    }
    return members;
  }
}
