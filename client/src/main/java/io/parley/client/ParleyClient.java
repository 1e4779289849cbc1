package io.parley.client;

import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Archive;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.ConversationList;
import io.parley.protocol.v1.History;
import io.parley.protocol.v1.ListConversations;
import io.parley.protocol.v1.Mark;
import io.parley.protocol.v1.Mute;
import io.parley.protocol.v1.Page;
import io.parley.protocol.v1.Pin;
import io.parley.protocol.v1.SaveDraft;
import io.parley.protocol.v1.ServerFrame;
import io.parley.protocol.v1.Which;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One device of one user, connected to Parley for as long as it is open: it connects again by
/// itself, sends what is in its outbox once, and gives its listener every event in order.
///
/// All methods may be called from any thread and none waits for the network. Futures are completed
/// where the listener is called.
public final class ParleyClient implements AutoCloseable {
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final ClientSettings settings;
  private final ClientShell shell;
  private final Runnable release;
  private final Groups groups = new Groups(this::call);
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicBoolean closing = new AtomicBoolean();

  ParleyClient(ClientSettings settings, ClientShell shell, Runnable release) {
    this.settings = settings;
    this.shell = shell;
    this.release = release;
  }

  /// @param server the WebSocket's address, like `wss://chat.example.com/v1/ws`
  public static ClientBuilder builder(URI server, String userId, String deviceId) {
    return new ClientBuilder(server, userId, deviceId);
  }

  /// Connects, and keeps connected. Again after the client closed itself with `REPLACED`,
  /// `UNAUTHENTICATED` or `REFUSED`; otherwise it does nothing.
  public void start() {
    shell.start();
  }

  /// Does not wait any longer before the next try, and asks a socket that seems alive whether it
  /// is: the network is back, or another one.
  public void reconnectNow() {
    shell.reconnectNow();
  }

  public ClientState state() {
    return shell.state();
  }

  /// Puts a message into the outbox. It goes out when it can, once, behind those sent before it to
  /// the same conversation.
  public Sending send(Draft draft) {
    return send(draft, UUID.randomUUID().toString());
  }

  /// @param clientMessageId the app's own, unique for this user within the conversation
  public Sending send(Draft draft, String clientMessageId) {
    return enqueue(
        new Sending(new KeptMessage(conversation(draft), clientMessageId, draft, null)), false);
  }

  /// One more try for a message that failed. Unlike a new [#send] it is not stored a second time
  /// where an earlier attempt was stored after all.
  public Sending sendAgain(Sending failed) {
    return enqueue(new Sending(failed.message()), true);
  }

  private Sending enqueue(Sending sending, boolean again) {
    Optional<Outcome.Reason> refused = shell.sendings().add(sending);
    if (refused.isPresent()) {
      sending.settle(
          new Outcome.Failed(refused.get(), Code.CODE_UNSPECIFIED, "the outbox did not take it"));
    } else {
      shell.send(sending, again);
    }
    return sending;
  }

  private String conversation(Draft draft) {
    return draft.user().isEmpty()
        ? draft.conversation()
        : ConversationId.direct(settings.userId(), draft.user()).text();
  }

  /// The messages in the outbox, those of an earlier process first.
  public List<Sending> unsent() {
    return shell.sendings().all();
  }

  /// A page of messages as they are now, newest first. Where they are far apart, an event of
  /// another kind may end it: from there the next page goes on.
  ///
  /// @param before only older ones than this messageId; 0: from the newest
  public CompletableFuture<Page> history(String conversation, long before, int limit) {
    History.Builder history = History.newBuilder().setConversation(conversation).setLimit(limit);
    if (before > 0) {
      history.setBefore(before);
    }
    return call(ClientFrame.newBuilder().setHistory(history).build())
        .thenApply(ServerFrame::getPage);
  }

  /// A page of all events, oldest first: messages as they were first said, and what happened
  /// between them. Those that come by [ClientListener#onEvent] need not be asked for.
  ///
  /// @param after only newer ones than this messageId; 0: from the beginning
  public CompletableFuture<Page> events(String conversation, long after, int limit) {
    History.Builder history =
        History.newBuilder().setConversation(conversation).setAfter(after).setLimit(limit);
    return call(ClientFrame.newBuilder().setHistory(history).build())
        .thenApply(ServerFrame::getPage);
  }

  /// A page of all conversations of this user, the most recent first.
  ///
  /// @param pageToken the `nextPageToken` of the page before; empty: the first
  public CompletableFuture<ConversationList> conversations(int limit, String pageToken) {
    return conversations(Which.WHICH_UNSPECIFIED, limit, pageToken);
  }

  /// A page of some of this user's conversations, the most recent first.
  ///
  /// @param pageToken the `nextPageToken` of the page before; empty: the first
  public CompletableFuture<ConversationList> conversations(
      Which which, int limit, String pageToken) {
    ListConversations.Builder list =
        ListConversations.newBuilder().setWhich(which).setLimit(limit).setPageToken(pageToken);
    return call(ClientFrame.newBuilder().setConversations(list).build())
        .thenApply(ServerFrame::getConversations);
  }

  /// Groups and channels.
  public Groups groups() {
    return groups;
  }

  /// Puts a conversation away, or back, on all devices of this user. Repeated like any change in
  /// [Groups], as are the next three.
  public CompletableFuture<Void> archive(String conversation, boolean archived) {
    Archive.Builder archive =
        Archive.newBuilder().setConversation(conversation).setArchived(archived);
    return set(ClientFrame.newBuilder().setArchive(archive));
  }

  /// @param until null: not muted any more
  public CompletableFuture<Void> mute(String conversation, @Nullable Instant until) {
    Mute.Builder mute = Mute.newBuilder().setConversation(conversation);
    if (until != null) {
      mute.setUntil(Times.timestamp(until));
    }
    return set(ClientFrame.newBuilder().setMute(mute));
  }

  public CompletableFuture<Void> pin(String conversation, boolean pinned) {
    return set(
        ClientFrame.newBuilder()
            .setPin(Pin.newBuilder().setConversation(conversation).setPinned(pinned)));
  }

  /// What this user has begun to write, for all her devices; in place of what was saved before.
  ///
  /// @param text empty: nothing
  /// @param replyTo the messageId it would answer; 0: none
  public CompletableFuture<Void> saveDraft(String conversation, String text, long replyTo) {
    SaveDraft.Builder draft =
        SaveDraft.newBuilder().setConversation(conversation).setText(text).setReplyTo(replyTo);
    return set(ClientFrame.newBuilder().setDraft(draft));
  }

  private CompletableFuture<Void> set(ClientFrame.Builder frame) {
    return call(frame.build()).thenAccept(done -> {});
  }

  /// Any request of the protocol that has an answer, except a `send`; its `id` is given by the
  /// client. Waits for a connection as long as a call may take. Those that only read, that have a
  /// clientMessageId or that set how this user keeps a conversation are repeated by themselves, as
  /// [Groups] says; all others while they were not even tried.
  ///
  /// Fails with a [RefusedException]: the server's, or `UNAVAILABLE` when there was no answer, or
  /// `RATE_LIMITED` when too many wait already.
  public CompletableFuture<ServerFrame> call(ClientFrame frame) {
    CompletableFuture<ServerFrame> answer = new CompletableFuture<>();
    if (calls.incrementAndGet() > settings.limits().calls()) {
      calls.decrementAndGet();
      answer.completeExceptionally(
          new RefusedException(
              Code.RATE_LIMITED, "too many calls wait for an answer", Duration.ZERO));
      return answer;
    }
    CompletableFuture<ServerFrame> counted =
        answer.whenComplete((frameOrNull, failure) -> calls.decrementAndGet());
    shell.call(frame, answer);
    return counted;
  }

  /// Tells how far this user has got: `delivered` to a device, `read` by the person. Only ever
  /// moves forward; told when it can be, several of one conversation at once.
  ///
  /// @param readMessageId of the message at `read`
  public void mark(String conversation, long delivered, long read, long readMessageId) {
    shell.mark(
        Mark.newBuilder()
            .setConversation(conversation)
            .setDelivered(delivered)
            .setRead(read)
            .setReadMessageId(readMessageId)
            .build());
  }

  /// Ends it for good; the outbox stays in the store. Waits, five seconds at most, for a call of
  /// the listener to return and for the store to be closed, unless a listener, of this client or
  /// another, calls it.
  @Override
  public void close() {
    CountDownLatch done = new CountDownLatch(1);
    if (!end(done::countDown) || AtWork.isHere()) {
      return;
    }
    try {
      boolean unused = done.await(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// As [#close], without waiting. False: it was closed before.
  boolean end(Runnable done) {
    if (closing.getAndSet(true)) {
      return false;
    }
    shell.close(() -> {
      release.run();
      done.run();
    });
    return true;
  }
}
