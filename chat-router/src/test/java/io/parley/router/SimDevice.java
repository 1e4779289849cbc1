package io.parley.router;

import io.parley.history.EventRef;
import io.parley.history.Inboxes;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Origin;
import io.parley.protocol.v1.Sent;
import io.parley.protocol.v1.ServerFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A device with its cursors, and what its edge does for it. Comes and goes.
final class SimDevice {
  /// More conversations than anybody has here.
  private static final int INBOX_MAX = 1_000;

  /// How far back the edge looks for what moved (docs/edge.md).
  private static final Duration MOVED_MARGIN = Duration.ofMinutes(15);

  private static final int PAGE = 5;

  final String user;
  final String name;
  private final Simulation simulation;
  private final SimWorld world;
  private final SimOutbox outbox;
  private final Map<String, TreeMap<Long, Shown>> shown = new HashMap<>();
  private final Map<String, Long> wanted = new HashMap<>();
  private @Nullable SimEdge edge;
  private long session;
  private long since;

  /// An event as a person would see it.
  record Shown(long id, String sender, String clientMessageId) {}

  SimDevice(Simulation simulation, String user, String name) {
    this.simulation = simulation;
    this.world = simulation.world();
    this.user = user;
    this.name = name;
    this.outbox = new SimOutbox(simulation, this);
    world.later(0, 500, this::connect);
    SimPerson _ = new SimPerson(simulation, this);
  }

  // ---- coming and going ----

  boolean isConnected() {
    return edge != null;
  }

  void leave() {
    SimEdge left = edge;
    if (left != null) {
      long old = session;
      // a socket that is gone is noticed late by the other side
      world.later(0, 400, () -> left.closed(old));
      cutOff();
    }
  }

  void cutOff() {
    edge = null;
    wanted.clear();
    if (world.fault(0.1)) {
      outbox.forget();
    }
    world.later(20, world.isHealed() ? 50 : 2_500, this::connect);
  }

  private void connect() {
    if (edge != null) {
      return;
    }
    SimEdge here = simulation.net().anyEdge();
    long mine = simulation.net().nextSession();
    edge = here;
    session = mine;
    here.opened(mine, this);
    if (world.lacks(Rule.REGISTER_BEFORE_READ)) {
      readMoved(mine);
      world.later(5, 400, () -> register(mine, false));
    } else {
      // the edge reads on even when nobody can be told
      world.then(
          simulation.registry().register(user, here.address(this, mine)),
          registered -> {
            if (registered.isEmpty()) {
              world.later(50, 150, () -> register(mine, true));
            }
            readMoved(mine);
          });
    }
    world.later(100, 200, outbox::attemptAll);
    world.later(500, 1_500, () -> ping(mine));
  }

  /// @param announce whether the device has been without for a while, and has to hear what moved
  private void register(long mine, boolean announce) {
    SimEdge here = edge;
    if (here == null || session != mine) {
      return;
    }
    world.then(
        simulation.registry().register(user, here.address(this, mine)),
        registered -> {
          if (registered.isEmpty()) {
            world.later(50, 150, () -> register(mine, true));
          } else if (announce) {
            readHeads(mine);
            // and which channels its user is in: who told its edge may not have known of it
            readMoved(mine);
          }
        });
  }

  void registerAgain() {
    register(session, !world.lacks(Rule.HEADS_AFTER_A_LOST_REGISTRY));
  }

  private void ping(long mine) {
    SimEdge here = edge;
    if (here == null || session != mine) {
      return;
    }
    long asked = world.now();
    world.then(
        simulation.registry().pulse(user, here.address(this, mine)),
        pulse -> {
          if (pulse.isPresent() && isOn(mine)) {
            heard(pulse.get(), mine, asked);
          }
          world.later(500, 1_200, () -> ping(mine));
        });
  }

  private void heard(SimRegistry.Pulse pulse, long mine, long asked) {
    boolean toldAfterLoss = !world.lacks(Rule.HEADS_AFTER_A_LOST_REGISTRY);
    if (!pulse.known()) {
      register(mine, toldAfterLoss);
    }
    pulse.moved().forEach(this::want);
    if (wanted.isEmpty()) {
      since = asked;
    }
    SimEdge here = edge;
    if (here != null
        && pulse.moved().keySet().stream()
            .anyMatch(moved -> SimChannels.isChannel(moved) && !here.holds(mine, moved))) {
      // Word of a channel that its edge does not know it in
      readMoved(mine);
    }
  }

  /// The welcome, or what follows it: conversations that were active since then.
  private void readMoved(long mine) {
    SimEdge here = edge;
    if (here == null || session != mine) {
      return;
    }
    long asked = world.now();
    world.then(
        simulation.store().page(user, "", INBOX_MAX),
        inbox -> {
          if (!isOn(mine)) {
            return;
          }
          if (inbox.isEmpty()) {
            world.later(20, 80, () -> readMoved(mine));
            return;
          }
          int fromHour = Inboxes.hourOf(Instant.ofEpochMilli(since).minus(MOVED_MARGIN));
          List<String> moved =
              inbox.get().entries().stream()
                  .filter(entry -> entry.activeHour() >= fromHour)
                  .map(Inboxes.Entry::conversation)
                  .toList();
          readHeads(mine, moved, asked);
          Map<String, Long> channels = new HashMap<>();
          for (Inboxes.Entry entry : inbox.get().entries()) {
            if (SimChannels.isChannel(entry.conversation()) && entry.standing().isMember()) {
              channels.put(entry.conversation(), entry.standing().changedId());
            }
          }
          here.isIn(mine, channels);
        });
  }

  private boolean isOn(long mine) {
    return edge != null && session == mine;
  }

  private void readHeads(long mine) {
    readHeads(mine, simulation.conversationsOf(user), since);
  }

  /// Where channels stand whose messages come to its edge from now on.
  void readHeads(long mine, List<String> channels) {
    if (isOn(mine)) {
      readHeads(mine, channels, since);
    }
  }

  private void readHeads(long mine, List<String> conversations, long asked) {
    world.then(
        simulation.store().heads(user, conversations),
        heads -> {
          if (!isOn(mine)) {
            return;
          }
          if (heads.isEmpty()) {
            world.later(20, 80, () -> readHeads(mine, conversations, asked));
            return;
          }
          heads.get().forEach(this::want);
          if (wanted.isEmpty()) {
            since = Math.max(since, asked);
          }
        });
  }

  // ---- what it says ----

  void ask(SimRequest request) {
    outbox.put(request);
  }

  Command.Builder command(String key, String frameId) {
    SimEdge here = edge;
    return Command.newBuilder()
        .setConversation(key)
        .setFrameId(frameId)
        .setOrigin(
            Origin.newBuilder()
                .setUser(user)
                .setDevice(name)
                .setSession(session)
                .setEdgeSlot(here == null ? 0 : here.slot));
  }

  // ---- what it hears ----

  void hear(long socket, ServerFrame frame) {
    if (edge == null || socket != session) {
      return;
    }
    switch (frame.getBodyCase()) {
      case EVENT -> take(frame.getEvent());
      case SENT -> sent(frame.getRe(), frame.getSent());
      case ERROR -> outbox.refused(frame.getRe(), frame.getError());
      case RECEIPT, MEMBERSHIP, FLAGS -> {}
      case DONE -> {
        Optional<SimRequest> _ = outbox.answered(frame.getRe());
      }
      case HEADS ->
          frame
              .getHeads()
              .getItemsList()
              .forEach(item -> want(item.getConversation(), item.getHead().getSeq()));
      default -> world.violation("a frame of kind " + frame.getBodyCase());
    }
  }

  /// What a heartbeat has brought.
  void hear(long socket, String channel, long seq) {
    if (isOn(socket)) {
      want(channel, seq);
    }
  }

  private void sent(String re, Sent sent) {
    Optional<SimRequest> request = outbox.answered(re);
    simulation.checker().acknowledged(user, re, sent);
    if (!sent.getLink().isEmpty()) {
      simulation.groups().heardOf(sent.getLink());
    }
    if (request.filter(SimRequest::isMessage).isPresent()) {
      show(sent.getConversation(), sent.getSeq(), new Shown(sent.getMessageId(), user, re));
    } else {
      // what has become of a request may be nothing that who asked may read
      want(sent.getConversation(), sent.getSeq());
    }
  }

  private void take(Event event) {
    show(
        event.getConversation(),
        event.getSeq(),
        new Shown(event.getMessageId(), event.getSender(), EventRef.clientMessageId(event)));
  }

  /// In the order of seq, each once; at a gap it reads what is missing.
  private void show(String conversation, long seq, Shown event) {
    simulation.checker().shows(this, conversation, seq);
    TreeMap<Long, Shown> events = shown.computeIfAbsent(conversation, _ -> new TreeMap<>());
    long cursor = events.isEmpty() ? 0 : events.lastKey();
    if (seq == cursor + 1) {
      events.put(seq, event);
    } else if (seq <= cursor && !event.equals(events.get(seq))) {
      world.violation("%s heard of another seq %d".formatted(name, seq));
    } else if (seq > cursor) {
      want(conversation, seq);
    }
  }

  private void want(String conversation, long seq) {
    if (seq > cursor(conversation)) {
      Long before = wanted.get(conversation);
      wanted.merge(conversation, seq, Math::max);
      if (before == null) {
        catchUp(conversation, session);
      }
    }
  }

  private long cursor(String conversation) {
    TreeMap<Long, Shown> events = shown.get(conversation);
    return events == null || events.isEmpty() ? 0 : events.lastKey();
  }

  private void catchUp(String conversation, long mine) {
    world.then(
        simulation.store().after(user, conversation, cursor(conversation), PAGE),
        page -> {
          if (!isOn(mine)) {
            return;
          }
          long readable = page.map(SimStore.Read::head).orElse(Long.MAX_VALUE);
          page.ifPresent(read -> read.events().forEach(this::take));
          if (cursor(conversation) >= Math.min(readable, wanted.getOrDefault(conversation, 0L))) {
            wanted.remove(conversation);
          } else {
            world.later(
                5,
                50,
                () -> {
                  if (isOn(mine)) {
                    catchUp(conversation, mine);
                  }
                });
          }
        });
  }

  // ---- for others ----

  /// Up to where it shows what, for all that it shows something of.
  Map<String, Long> cursors() {
    Map<String, Long> cursors = new TreeMap<>();
    shown.forEach((conversation, events) -> {
      if (!events.isEmpty()) {
        cursors.put(conversation, events.lastKey());
      }
    });
    return cursors;
  }

  boolean isDone() {
    return outbox.size() == 0 && wanted.isEmpty() && edge != null;
  }

  /// What keeps it from being done.
  String waitingFor() {
    return "%s: %s, %s".formatted(name, outbox, wanted);
  }

  int unanswered() {
    return outbox.size();
  }

  Map<Long, Shown> shown(String conversation) {
    return shown.getOrDefault(conversation, new TreeMap<>());
  }
}
