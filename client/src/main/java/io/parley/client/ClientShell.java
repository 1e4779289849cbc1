package io.parley.client;

import com.google.protobuf.Timestamp;
import io.parley.protocol.Decoded;
import io.parley.protocol.FrameCodec;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Mark;
import io.parley.protocol.v1.ServerFrame;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Drives a [ClientMachine]: brings it time, frames and calls, one at a time, and does what it
/// wants done. Everything below `mailbox` is only touched inside it.
final class ClientShell implements Actions {
  private static final int NORMAL_CLOSE = 1000;
  private static final ClientState NOT_STARTED =
      new ClientState.Closed(ClientState.Why.STOPPED, "not started");

  private final ClientParts parts;
  private final ClientSettings settings;
  private final FrameCodec codec;
  private final Sendings sendings;
  private final Deliveries deliveries;
  private final Keeper keeper;
  private final Mailbox mailbox;
  private final long origin;

  private final ClientMachine machine;
  private final Map<Long, CompletableFuture<ServerFrame>> answers = new HashMap<>();
  private Transport.@Nullable Connection connection;
  private @Nullable Future<?> timer;
  private long timerAt = Backoff.NEVER;
  private long calls;
  private boolean unheard;
  private boolean closed;

  private volatile ClientState state = NOT_STARTED;

  ClientShell(ClientSettings settings, ClientParts parts, ClientStore.Kept kept) {
    this.parts = parts;
    this.settings = settings;
    this.codec = settings.encoding().codec();
    this.origin = parts.nanoTime().getAsLong();
    this.sendings = new Sendings(settings.limits().outbox());
    kept.outbox().forEach(sendings::addKept);
    this.mailbox = new Mailbox(parts.executor(), this::rearm, this::fault);
    this.deliveries = new Deliveries(parts.listener(), parts.listenerExecutor(), this::failed);
    this.keeper = new Keeper(parts.store(), this::trouble);
    this.machine = new ClientMachine(settings, kept, parts.random(), this);
  }

  Sendings sendings() {
    return sendings;
  }

  ClientState state() {
    return state;
  }

  /// A bug must be seen, and nothing may go on after it.
  private void fault(Throwable bug) {
    if (closed) {
      return;
    }
    closed = true;
    cut();
    RefusedException failure = RefusedException.unavailable("the client has failed");
    answers.values().forEach(answer -> answer.completeExceptionally(failure));
    answers.clear();
    tell(new ClientState.Closed(ClientState.Why.FAILED, bug.toString()));
  }

  /// The listener hears nothing any more, so nothing is worth a connection: not even a `start`.
  private void failed(Throwable thrown) {
    post(() -> {
      unheard = true;
      ClientState.Why why = ClientState.Why.LISTENER_FAILED;
      machine.stop(why, thrown.toString(), now());
      ClientState.Closed end = new ClientState.Closed(why, thrown.toString());
      if (!state.equals(end)) { // it was closed before, for a reason that `start` could have mended
        tell(end);
      }
    });
  }

  private long now() {
    return parts.nanoTime().getAsLong() - origin;
  }

  void post(Runnable task) {
    mailbox.post(() -> {
      if (!closed) {
        task.run();
      }
    });
  }

  void start() {
    post(() -> {
      if (!unheard) {
        machine.start(now());
      }
    });
  }

  void reconnectNow() {
    post(() -> machine.reconnectNow(now()));
  }

  void mark(Mark mark) {
    post(() -> machine.mark(mark, now()));
  }

  /// Kept first: what cannot be kept is not sent.
  void send(Sending sending, boolean again) {
    mailbox.post(() -> {
      KeptMessage message = sending.message();
      if (closed) {
        settle(message, notKept("the client is closed"));
        return;
      }
      if (message.notBefore() == null && !again) {
        message = message.notBefore(machine.serverTime());
        sending.message(message);
      }
      Optional<String> failure = keeper.add(message);
      if (failure.isPresent()) {
        settle(message, notKept(failure.get()));
        return;
      }
      Sending kept = sending.kept();
      if (again) {
        machine.sendAgain(message, now());
      } else {
        machine.send(message, now());
      }
      if (state instanceof ClientState.Closed && !state.equals(NOT_STARTED)) {
        handBack(kept);
      }
    });
  }

  private static Outcome notKept(String why) {
    return new Outcome.Failed(Outcome.Reason.NOT_KEPT, Code.CODE_UNSPECIFIED, why);
  }

  void call(ClientFrame frame, CompletableFuture<ServerFrame> answer) {
    mailbox.post(() -> {
      if (closed) {
        answer.completeExceptionally(RefusedException.unavailable("the client is closed"));
        return;
      }
      long number = ++calls;
      answers.put(number, answer);
      machine.call(number, frame, now());
    });
  }

  /// @param done when everything is over and the store is closed
  void close(Runnable done) {
    deliveries.end(() ->
        mailbox.post(() -> {
          if (!closed) {
            machine.stop(ClientState.Why.STOPPED, "closed by its owner", now());
            closed = true;
            state = new ClientState.Closed(ClientState.Why.STOPPED, "closed by its owner");
          }
          sendings.all().forEach(this::handBack);
          cut();
          keeper.close();
          done.run();
        }));
  }

  private void cut() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    disconnect();
  }

  private void rearm() {
    if (closed) {
      return;
    }
    long now = now();
    long next = machine.nextTick(now);
    if (next >= timerAt) {
      return; // that one comes first, and asks again
    }
    if (timer != null) {
      timer.cancel(false);
    }
    timerAt = next;
    try {
      timer =
          parts
              .executor()
              .schedule(() -> post(this::tick), Math.max(0, next - now), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // the owner of the executor has ended it, and with it this client
    }
  }

  private void tick() {
    timerAt = Backoff.NEVER;
    timer = null;
    machine.tick(now());
  }

  @Override
  public void fetchToken(int attempt, boolean refused) {
    CompletionStage<String> fetched;
    try {
      fetched = parts.tokens().token(refused);
    } catch (RuntimeException e) {
      post(() -> machine.tokenFailed(attempt, Refusal.of(e), now()));
      return;
    }
    CompletionStage<String> unused =
        fetched.whenComplete((token, failure) ->
            post(() -> {
              if (failure == null) {
                machine.token(attempt, token, now());
              } else {
                machine.tokenFailed(attempt, Refusal.of(failure), now());
              }
            }));
  }

  @Override
  public void connect(int attempt) {
    Transport.Endpoint endpoint =
        new Transport.Endpoint(
            settings.server(), codec.subprotocol(), settings.encoding() == Encoding.JSON);
    connection = parts.transport().connect(endpoint, new Socket(attempt));
  }

  private final class Socket implements Transport.Events {
    private final int attempt;
    private final AtomicInteger unread = new AtomicInteger();

    Socket(int attempt) {
      this.attempt = attempt;
    }

    @Override
    public void opened() {
      post(() -> machine.opened(attempt, now()));
    }

    @Override
    public void frame(byte[] bytes) {
      if (unread.addAndGet(bytes.length) > settings.limits().inboundBytes()) {
        unread.set(Integer.MIN_VALUE / 2); // said once; what still comes is not looked at
        closed(Transport.Closing.broken("more comes in than this client can look at"));
      } else if (unread.get() >= 0) {
        post(() -> {
          unread.addAndGet(-bytes.length);
          read(bytes);
        });
      }
    }

    private void read(byte[] bytes) {
      Decoded<ServerFrame> decoded = codec.decodeServer(bytes);
      if (decoded instanceof Decoded.Ok<ServerFrame> ok) {
        machine.frame(attempt, ok.frame(), now());
      } else if (decoded instanceof Decoded.Rejected<ServerFrame> rejected) {
        machine.malformed(attempt, rejected.message());
      }
    }

    @Override
    public void closed(Transport.Closing closing) {
      post(() -> machine.closed(attempt, closing, now()));
    }
  }

  @Override
  public void transmit(ClientFrame frame) {
    if (connection != null) {
      // false: it is closing, and says so by an event
      boolean unused = connection.send(codec.encode(frame));
    }
  }

  @Override
  public void disconnect() {
    if (connection != null) {
      connection.close(NORMAL_CLOSE);
      connection = null;
    }
  }

  @Override
  public void deliver(Event event) {
    deliveries.event(event, () -> post(() -> delivered(event)));
  }

  private void delivered(Event event) {
    keeper.cursor(event.getConversation(), new Cursor(event.getSeq(), event.getMessageId()));
    machine.delivered(1, now());
  }

  @Override
  public void keepBeginning(String conversation, Cursor cursor) {
    keeper.cursor(conversation, cursor);
  }

  @Override
  public void keepSince(Timestamp since) {
    deliveries.afterAll(() -> post(() -> keeper.since(since)));
  }

  @Override
  public void news(ServerFrame frame) {
    deliveries.news(frame);
  }

  @Override
  public void settle(KeptMessage message, Outcome outcome) {
    keeper.remove(message);
    Sending sending = sendings.remove(message);
    if (sending != null) {
      deliveries.outcome(sending, outcome);
    }
  }

  @Override
  public void answer(long call, ServerFrame frame) {
    CompletableFuture<ServerFrame> answer = answers.remove(call);
    if (answer != null) {
      deliveries.answer(() -> answer.complete(frame));
    }
  }

  @Override
  public void fail(long call, RefusedException failure) {
    CompletableFuture<ServerFrame> answer = answers.remove(call);
    if (answer != null) {
      deliveries.answer(() -> answer.completeExceptionally(failure));
    }
  }

  @Override
  public void state(ClientState newest) {
    tell(newest);
  }

  private void tell(ClientState newest) {
    state = newest;
    deliveries.state(newest);
    if (newest instanceof ClientState.Closed) {
      sendings.all().forEach(this::handBack);
    }
  }

  /// Only a person, or nobody, makes a closed client go on: whoever waits for a message must not
  /// wait for that.
  private void handBack(Sending waiting) {
    if (waiting.isKept()) { // else its own turn comes, and tells
      sendings.renew(waiting);
      deliveries.answer(() -> waiting.settle(new Outcome.Kept()));
    }
  }

  @Override
  public void trouble(Trouble trouble) {
    deliveries.trouble(trouble);
  }
}
