package io.parley.client;

import com.google.protobuf.Timestamp;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Heads;
import io.parley.protocol.v1.Sent;
import io.parley.protocol.v1.ServerFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One device in the simulation: a [ClientMachine], its store, its listener, and the network
/// between it and the server. It can lose its socket with or without noticing, and its process.
final class SimulatedDevice implements Actions {
  final String user;
  final String device;
  private final SimulatedWorld world;
  private final SimulatedWorld.Sabotage sabotage;
  private final ClientSettings settings;
  final MemoryStore store = new MemoryStore();

  /// By message, what became of it.
  final Map<String, Outcome> outcomes = new HashMap<>();

  /// By conversation: the messages in the order of the app's calls.
  final Map<String, List<String>> sent = new HashMap<>();

  /// By conversation: the last seq that the listener saw in this life, or behind which it begins.
  final Map<String, Long> seen = new HashMap<>();

  /// The same of all its lives: what one of them saw, the next may see again, but must not skip.
  private final Map<String, Long> furthest = new HashMap<>();

  /// By conversation: how many events this user had when the device first started.
  private @Nullable Map<String, Long> standing;

  final List<Change> changes = new ArrayList<>();
  final List<String> faults = new ArrayList<>();
  int troubles;

  private ClientMachine machine;
  private @Nullable Connection connection;
  private final Deque<Runnable> listener = new ArrayDeque<>();
  private boolean listening;
  private int life;

  /// When the last cursor is kept: they are in the order of their events.
  private long kept;

  private long wakeAt = Backoff.NEVER;

  /// A request and what the app was told of it; neither, if the process died before.
  static final class Change {
    final ClientFrame frame;
    @Nullable Sent sent;
    @Nullable RefusedException refused;

    Change(ClientFrame frame) {
      this.frame = frame;
    }
  }

  SimulatedDevice(SimulatedWorld world, SimulatedWorld.Sabotage sabotage, ClientSettings settings) {
    this.world = world;
    this.sabotage = sabotage;
    this.settings = settings;
    this.user = settings.userId();
    this.device = settings.deviceId();
    machine = machine();
  }

  private ClientMachine machine() {
    return new ClientMachine(settings, store.load(), world.random::nextDouble, this);
  }

  private long now() {
    return world.clock.nanoTime();
  }

  void start() {
    if (standing == null) {
      standing = world.server.reaches(user);
    }
    machine.start(now());
    wake();
  }

  /// Its process dies and comes back: what the store has is all there is.
  void crash() {
    life++;
    listener.clear();
    listening = false;
    disconnect();
    seen.clear();
    store.load().cursors().forEach((name, cursor) -> seen.put(name, cursor.seq()));
    machine = machine();
    wakeAt = Backoff.NEVER;
    int born = life;
    world.after(world.delay(3000), () -> ifAlive(born, this::start));
  }

  /// The network goes; the client hears of it later, or never.
  void cut() {
    Connection lost = connection;
    if (lost != null) {
      lost.alive = false;
      lost.leave();
      if (world.happens(0.7)) {
        int attempt = lost.attempt;
        in(
            world.delay(2000),
            () -> machine.closed(attempt, Transport.Closing.broken("cut"), now()));
      }
    }
  }

  void send(String peer, String text) {
    send(ConversationId.direct(user, peer).text(), Draft.to(peer, text));
  }

  void sendIn(String conversation, String text) {
    send(conversation, Draft.in(conversation, text));
  }

  private void send(String conversation, Draft draft) {
    String text = draft.text();
    sent.computeIfAbsent(conversation, _ -> new ArrayList<>()).add(text);
    KeptMessage message = new KeptMessage(conversation, text, draft, machine.serverTime());
    store.addMessage(message);
    machine.send(message, now());
    wake();
  }

  boolean isRefused(String conversation, String clientMessageId) {
    return outcomes.get(KeptMessage.key(conversation, clientMessageId)) instanceof Outcome.Failed;
  }

  /// A request that changes a group or channel.
  void call(ClientFrame frame) {
    long number = changes.size();
    changes.add(new Change(frame));
    machine.call(number, frame, now());
    wake();
  }

  /// Some time later, if the process still lives then.
  private void in(Duration wait, Runnable task) {
    int born = life;
    world.after(wait, () -> ifAlive(born, task));
  }

  private void ifAlive(int born, Runnable task) {
    if (born == life) {
      task.run();
      wake();
    }
  }

  private void wake() {
    long next = machine.nextTick(now());
    if (next < wakeAt) {
      wakeAt = next;
      in(
          Duration.ofNanos(Math.max(0, next - now())),
          () -> {
            wakeAt = Backoff.NEVER;
            machine.tick(now());
          });
    }
  }

  /// One socket: what is sent on it arrives in order, until it is cut.
  private final class Connection {
    private final int attempt;
    private boolean alive = true;
    private ModelServer.@Nullable Session session;
    private long arrivesUp;
    private long arrivesDown;

    Connection(int attempt) {
      this.attempt = attempt;
    }

    void leave() {
      if (session != null) {
        world.server.gone(session);
      }
    }

    void up(ClientFrame frame) {
      arrivesUp = Math.max(arrivesUp, now() + world.delay(100).toNanos());
      world.after(
          Duration.ofNanos(arrivesUp - now()),
          () -> {
            if (alive) {
              arrive(frame);
            }
          });
    }

    private void arrive(ClientFrame frame) {
      if (frame.hasHello()) {
        session = world.server.hello(user, frame, this::down);
      } else if (session != null && ModelServer.isCommand(frame)) {
        log(session, frame);
      } else if (session != null && frame.hasHistory() && world.happens(world.faults.internal)) {
        world.server.refuse(session, frame.getId(), Code.INTERNAL, 0);
      } else if (session != null && !frame.hasPing() && world.happens(world.faults.unavailable)) {
        world.server.refuse(session, frame.getId(), Code.UNAVAILABLE, 20);
      } else if (session != null) {
        world.server.request(session, frame);
      }
    }

    private void log(ModelServer.Session from, ClientFrame frame) {
      if (world.happens(world.faults.rateLimited)) {
        world.server.refuse(from, frame.getId(), Code.RATE_LIMITED, 100);
        return;
      }
      if (world.happens(world.faults.unavailable / 2)) { // Kafka did not take it
        world.server.refuse(from, frame.getId(), Code.UNAVAILABLE, 0);
        return;
      }
      ModelServer.Command command = world.server.append(from, frame);
      world.after(world.delay(300), world.server::applyNext);
      if (world.happens(world.faults.unavailable)) {
        world.after(world.delay(300), () -> world.server.giveUp(command));
      }
    }

    void down(ServerFrame frame) {
      if (frame.hasEvent()) {
        if (world.happens(world.faults.lostEvent)) {
          return;
        }
        // each by a path of its own: they overtake each other, and answers
        carry(frame, now() + world.delay(200).toNanos());
        if (world.happens(world.faults.repeatedEvent)) {
          carry(frame, now() + world.delay(2000).toNanos());
        }
        return;
      }
      if (frame.hasSent() && world.happens(world.faults.lostAnswer)) {
        return;
      }
      arrivesDown = Math.max(arrivesDown, now() + world.delay(100).toNanos());
      carry(frame, arrivesDown);
    }

    private void carry(ServerFrame frame, long at) {
      in(
          Duration.ofNanos(at - now()),
          () -> {
            if (alive) {
              machine.frame(attempt, sabotaged(frame), now());
            }
          });
    }
  }

  private ServerFrame sabotaged(ServerFrame frame) {
    if (sabotage != SimulatedWorld.Sabotage.NO_HEADS) {
      return frame;
    }
    ServerFrame.Builder blind = frame.toBuilder();
    if (frame.hasPong()) {
      blind.getPongBuilder().clearHeads();
    } else if (frame.hasWelcome()) {
      blind.getWelcomeBuilder().setMoved(Heads.getDefaultInstance());
    }
    return blind.build();
  }

  private ClientFrame sabotaged(ClientFrame frame) {
    if (sabotage == SimulatedWorld.Sabotage.NEW_ID_FOR_EACH_ATTEMPT && frame.hasCreateGroup()) {
      ClientFrame.Builder altered = frame.toBuilder();
      altered.getCreateGroupBuilder().setClientMessageId(frame.getId() + "-" + now());
      return altered.build();
    }
    if (!frame.hasSend()) {
      return frame;
    }
    ClientFrame.Builder altered = frame.toBuilder();
    if (sabotage == SimulatedWorld.Sabotage.NO_RESEND_FLAG) {
      altered.getSendBuilder().setResend(false);
    } else if (sabotage == SimulatedWorld.Sabotage.FIRST_ATTEMPT_TOO_LATE) {
      altered.getSendBuilder().setFirstAttemptAt(Times.timestamp(world.clock.instant()));
    }
    return altered.build();
  }

  @Override
  public void fetchToken(int attempt, boolean refused) {
    in(
        world.delay(100),
        () -> {
          if (world.happens(world.faults.refusedConnection / 2)) {
            machine.tokenFailed(attempt, Refusal.of(new IOException("away")), now());
          } else {
            machine.token(attempt, "token", now());
          }
        });
  }

  @Override
  public void connect(int attempt) {
    Connection next = new Connection(attempt);
    connection = next;
    in(
        world.delay(200),
        () -> {
          if (world.happens(world.faults.refusedConnection)) {
            machine.closed(attempt, Transport.Closing.refused(503, Duration.ofSeconds(1)), now());
          } else if (next.alive) {
            machine.opened(attempt, now());
          }
        });
  }

  @Override
  public void transmit(ClientFrame frame) {
    if (connection != null && connection.alive) {
      connection.up(sabotaged(frame));
    }
  }

  @Override
  public void disconnect() {
    if (connection != null) {
      connection.alive = false;
      connection.leave();
      connection = null;
    }
  }

  @Override
  public void deliver(Event event) {
    Cursor cursor = new Cursor(event.getSeq(), event.getMessageId());
    boolean tooSoon = sabotage == SimulatedWorld.Sabotage.CURSOR_BEFORE_LISTENER;
    if (tooSoon) {
      store.saveCursor(event.getConversation(), cursor);
    }
    listen(() -> {
      hear(event);
      kept = Math.max(kept, now() + world.delay(50).toNanos());
      in(
          Duration.ofNanos(kept - now()),
          () -> {
            if (!tooSoon) {
              store.saveCursor(event.getConversation(), cursor);
            }
            machine.delivered(1, now());
          });
    });
  }

  private void hear(Event event) {
    String name = event.getConversation();
    Event stored = world.server.timeline(name).get((int) event.getSeq() - 1);
    if (!stored.equals(event)) {
      faults.add(device + " heard " + event + " (expected: " + stored + ")");
    }
    Long last = seen.put(name, event.getSeq());
    if (last == null || event.getSeq() != last + 1) {
      faults.add(device + " heard " + event.getSeq() + " after " + last + " in " + name);
    }
    Long ever = furthest.put(name, Math.max(event.getSeq(), furthest.getOrDefault(name, 0L)));
    if (ever != null && event.getSeq() > ever + 1) {
      faults.add(device + " never heard what is between " + ever + " and " + event.getSeq());
    }
  }

  @Override
  public void keepBeginning(String name, Cursor cursor) {
    long seq = cursor.seq();
    if (seen.put(name, seq) != null) {
      faults.add(device + " begins twice in " + name);
    }
    Long ever = furthest.putIfAbsent(name, seq);
    if (ever != null && seq > ever) {
      faults.add(device + " begins at " + seq + " after " + ever + " in " + name);
    }
    // a channel may have been left before it was listed, and entered again: a new one then
    long stood =
        standing == null || ModelRosters.isChannel(name) ? 0 : standing.getOrDefault(name, 0L);
    if (settings.startFrom().kind() == StartFrom.Kind.NOW && seq < stood) {
      faults.add(device + " begins now at " + seq + " where there were " + stood + " in " + name);
    }
    if (sabotage != SimulatedWorld.Sabotage.BEGINNING_NOT_KEPT) {
      store.saveCursor(name, cursor);
    }
  }

  @Override
  public void keepSince(Timestamp since) {
    listen(() -> in(Duration.ofMillis(50), () -> store.saveSince(Times.instant(since))));
  }

  /// One after another, each taking its time.
  private void listen(Runnable task) {
    listener.add(task);
    if (!listening) {
      listening = true;
      in(world.delay(50), this::hearNext);
    }
  }

  private void hearNext() {
    Runnable next = listener.poll();
    if (next == null) {
      listening = false;
      return;
    }
    next.run();
    in(world.delay(50), this::hearNext);
  }

  @Override
  public void news(ServerFrame frame) {}

  @Override
  public void settle(KeptMessage message, Outcome outcome) {
    store.removeMessage(message);
    if (outcomes.put(message.key(), outcome) != null) {
      faults.add(device + " settled twice: " + message.clientMessageId());
    }
  }

  @Override
  public void answer(long call, ServerFrame frame) {
    changes.get((int) call).sent = frame.getSent();
  }

  @Override
  public void fail(long call, RefusedException failure) {
    changes.get((int) call).refused = failure;
  }

  @Override
  public void state(ClientState state) {}

  @Override
  public void trouble(Trouble trouble) {
    troubles++;
  }
}
