package io.parley.router;

import com.google.protobuf.Timestamp;
import io.parley.history.Inboxes;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Mark;
import io.parley.protocol.v1.Origin;
import io.parley.protocol.v1.Problem;
import io.parley.protocol.v1.Send;
import io.parley.protocol.v1.Sent;
import io.parley.protocol.v1.ServerFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A device with its outbox and its cursors, and what its edge does for it. Comes and goes.
final class SimDevice {
  /// Later than [Simulation#LIMITS] calls an attempt late, with what clocks may differ by.
  private static final int RESEND_AFTER_MS = 2_100;

  private static final int CLOCK_SKEW_MS = 100;

  /// More conversations than anybody has here.
  private static final int INBOX_MAX = 1_000;

  /// How far back the edge looks for what moved (docs/edge.md).
  private static final Duration MOVED_MARGIN = Duration.ofMinutes(15);

  final String user;
  final String name;
  private final Simulation simulation;
  private final SimWorld world;
  private final Map<String, Outgoing> outbox = new LinkedHashMap<>();
  private final Map<String, TreeMap<Long, Shown>> shown = new HashMap<>();
  private final Map<String, Long> wanted = new HashMap<>();

  /// Whether its resends say when the first attempt was. Not all clients do.
  private final boolean tellsTimes;

  private @Nullable SimEdge edge;
  private long session;
  private long since;
  private int messages;

  /// A message as a person would see it.
  record Shown(long id, String sender, String clientMessageId) {}

  private static final class Outgoing {
    final String conversation;
    final String id;
    final long firstAttemptMs;
    int attempts;

    Outgoing(String conversation, String id, long firstAttemptMs) {
      this.conversation = conversation;
      this.id = id;
      this.firstAttemptMs = firstAttemptMs;
    }
  }

  SimDevice(Simulation simulation, String user, String name) {
    this.simulation = simulation;
    this.world = simulation.world();
    this.user = user;
    this.name = name;
    this.tellsTimes = world.chance(0.7);
    world.later(0, 500, this::connect);
    world.later(500, 1_500, this::live);
  }

  // ---- coming and going ----

  /// What a person does now and then.
  private void live() {
    if (!world.isHealed()) {
      if (edge != null && world.chance(0.06)) {
        SimEdge left = edge;
        long old = session;
        // a socket that is gone is noticed late by the other side
        world.later(0, 400, () -> left.closed(old));
        cutOff();
      } else if (edge != null && world.chance(0.3)) {
        markRead();
      } else {
        int burst = world.chance(0.05) ? world.between(3, 8) : 1;
        for (int i = 0; i < burst; i++) {
          send();
        }
      }
      world.later(100, 900, this::live);
    }
  }

  void cutOff() {
    edge = null;
    wanted.clear();
    if (world.fault(0.1)) {
      // its app is killed, and never tries again what it had not heard of
      outbox.clear();
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
    world.later(100, 200, () -> outbox.values().forEach(this::attempt));
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
    pulse.moved().forEach((conversation, seq) -> want(conversation, seq));
    if (wanted.isEmpty()) {
      since = asked;
    }
  }

  /// The welcome, or what follows it: conversations that were active since then.
  private void readMoved(long mine) {
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
        });
  }

  private boolean isOn(long mine) {
    return edge != null && session == mine;
  }

  private void readHeads(long mine) {
    readHeads(mine, simulation.conversationsOf(user), since);
  }

  private void readHeads(long mine, List<String> conversations, long asked) {
    world.then(
        simulation.store().heads(conversations),
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

  void send() {
    String peer = simulation.peerOf(user);
    String conversation = ConversationId.direct(user, peer).text();
    String id = name + "-" + messages++;
    Outgoing message = new Outgoing(conversation, id, world.now());
    outbox.put(id, message);
    simulation.checker().wrote(conversation, user, id);
    attempt(message);
  }

  private void attempt(Outgoing message) {
    SimEdge here = edge;
    boolean resend = message.attempts > 0;
    if (here == null || !outbox.containsKey(message.id)) {
      return;
    }
    long age = world.now() - message.firstAttemptMs;
    if (resend && age < RESEND_AFTER_MS) {
      world.later(RESEND_AFTER_MS, RESEND_AFTER_MS, () -> attempt(message));
      return;
    }
    message.attempts++;
    long attempted =
        resend ? message.firstAttemptMs : world.now() - world.between(0, CLOCK_SKEW_MS);
    Timestamp at =
        Timestamp.newBuilder()
            .setSeconds(attempted / 1_000)
            .setNanos((int) (attempted % 1_000) * 1_000_000)
            .build();
    Command.Builder command =
        command(message.conversation, message.id)
            .setSend(
                Send.newBuilder()
                    .setClientMessageId(message.id)
                    .setText("text of " + message.id)
                    .setResend(resend));
    if (!resend || tellsTimes) {
      command.setFirstAttemptAt(at);
    }
    simulation.net().command(command.build());
    int attempts = message.attempts;
    world.later(
        2_200,
        3_500,
        () -> {
          if (message.attempts == attempts) {
            attempt(message);
          }
        });
  }

  private void markRead() {
    shown.forEach((conversation, events) -> {
      if (!events.isEmpty()) {
        // and more than there is
        long upTo = events.lastKey() + (world.chance(0.2) ? 5 : 0);
        simulation
            .net()
            .command(
                command(conversation, "")
                    .setMark(Mark.newBuilder().setDelivered(upTo).setRead(upTo))
                    .build());
      }
    });
  }

  private Command.Builder command(String conversation, String frameId) {
    SimEdge here = edge;
    return Command.newBuilder()
        .setConversation(conversation)
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
      case SENT -> sent(frame.getSent());
      case ERROR -> refused(frame.getRe(), frame.getError());
      case RECEIPT -> {}
      case HEADS ->
          frame
              .getHeads()
              .getItemsList()
              .forEach(item -> want(item.getConversation(), item.getHead().getSeq()));
      default -> world.violation("a frame of kind " + frame.getBodyCase());
    }
  }

  private void sent(Sent sent) {
    simulation.checker().acknowledged(user, sent);
    outbox.remove(sent.getClientMessageId());
    show(
        sent.getConversation(),
        sent.getSeq(),
        new Shown(sent.getMessageId(), user, sent.getClientMessageId()));
  }

  private void refused(String id, Problem problem) {
    Outgoing message = outbox.get(id);
    if (problem.getCode() == Code.UNAVAILABLE && message != null) {
      world.later(100, 400, () -> attempt(message));
    } else if (problem.getCode() == Code.CONFLICT) {
      // a person looks into the history, and decides
      outbox.remove(id);
    } else if (problem.getCode() != Code.UNAVAILABLE) {
      world.violation("refused with " + problem.getCode() + ": " + problem.getMessage());
    }
  }

  private void take(Event event) {
    show(
        event.getConversation(),
        event.getSeq(),
        new Shown(
            event.getMessageId(), event.getSender(), event.getMessage().getClientMessageId()));
  }

  /// In the order of seq, each once; at a gap it reads what is missing.
  private void show(String conversation, long seq, Shown event) {
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
        simulation.store().after(conversation, cursor(conversation), 5),
        page -> {
          if (!isOn(mine)) {
            return;
          }
          page.ifPresent(events -> events.forEach(this::take));
          if (cursor(conversation) >= wanted.getOrDefault(conversation, 0L)) {
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

  // ---- for the checker ----

  boolean isDone() {
    return outbox.isEmpty() && wanted.isEmpty() && edge != null;
  }

  int unanswered() {
    return outbox.size();
  }

  Map<Long, Shown> shown(String conversation) {
    return shown.getOrDefault(conversation, new TreeMap<>());
  }
}
