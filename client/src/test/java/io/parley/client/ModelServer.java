package io.parley.client;

import com.google.protobuf.Timestamp;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.ConversationHead;
import io.parley.protocol.v1.ConversationItem;
import io.parley.protocol.v1.ConversationList;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Head;
import io.parley.protocol.v1.Heads;
import io.parley.protocol.v1.History;
import io.parley.protocol.v1.Page;
import io.parley.protocol.v1.Pong;
import io.parley.protocol.v1.Problem;
import io.parley.protocol.v1.Send;
import io.parley.protocol.v1.Sent;
import io.parley.protocol.v1.ServerFrame;
import io.parley.protocol.v1.Welcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Parley in memory, as strict as the protocol allows a server to be: a command that comes twice
/// without `resend` is stored twice, and one with `resend` is looked for no further back than
/// `firstAttemptAt` says.
///
/// One thread. Nothing is lost, late or out of order here: that is for whoever carries the frames.
final class ModelServer {
  static final int MAX_IN_FLIGHT = 8;
  static final int HEARTBEAT_SECONDS = 10;
  private static final Duration NEWS = Duration.ofMinutes(1);

  /// A socket after its hello.
  static final class Session {
    final String user;
    final String device;
    final Consumer<ServerFrame> out;
    int unanswered;

    Session(String user, String device, Consumer<ServerFrame> out) {
      this.user = user;
      this.device = device;
      this.out = out;
    }

    void answer(String re, ServerFrame.Builder frame) {
      unanswered--;
      out.accept(frame.setRe(re).build());
    }
  }

  /// A command in the log, and whether its sender has been told something.
  static final class Command {
    final Session from;
    final String re;
    final Send send;
    boolean answered;

    Command(Session from, String re, Send send) {
      this.from = from;
      this.re = re;
      this.send = send;
    }
  }

  private final InstantSource clock;
  private final Map<String, List<Event>> timelines = new TreeMap<>();
  private final Set<Session> sessions = new LinkedHashSet<>();
  private final Deque<Command> log = new ArrayDeque<>();
  private long lastId = 1000;

  ModelServer(InstantSource clock) {
    this.clock = clock;
  }

  List<Event> timeline(String conversation) {
    return timelines.getOrDefault(conversation, List.of());
  }

  /// How many events there are in each conversation.
  Map<String, Integer> heads() {
    Map<String, Integer> heads = new TreeMap<>();
    timelines.forEach((name, timeline) -> heads.put(name, timeline.size()));
    return heads;
  }

  Set<String> conversations() {
    return timelines.keySet();
  }

  /// Registers first, reads what moved after.
  Session hello(String user, ClientFrame frame, Consumer<ServerFrame> out) {
    Session session = new Session(user, frame.getHello().getDeviceId(), out);
    session.unanswered++;
    sessions.add(session);
    Welcome.Builder welcome =
        Welcome.newBuilder()
            .setUserId(user)
            .setDeviceId(session.device)
            .setSessionId("s" + sessions.size())
            .setServerTime(now())
            .setHeartbeatSeconds(HEARTBEAT_SECONDS)
            .setMaxInFlight(MAX_IN_FLIGHT);
    if (frame.getHello().hasSince()) {
      welcome.setMoved(moved(user, Times.instant(frame.getHello().getSince()), ""));
    }
    session.answer(frame.getId(), ServerFrame.newBuilder().setWelcome(welcome));
    return session;
  }

  void gone(Session session) {
    sessions.remove(session);
  }

  /// Everything except a `send`, which [#append] takes.
  void request(Session session, ClientFrame frame) {
    if (frame.hasPing()) {
      session.out.accept(ServerFrame.newBuilder().setPong(pong(session.user)).build());
      return;
    }
    if (frame.hasMark()) {
      return;
    }
    count(session);
    ServerFrame.Builder answer = ServerFrame.newBuilder();
    switch (frame.getBodyCase()) {
      case HISTORY -> answer.setPage(page(frame.getHistory()));
      case CONVERSATIONS ->
          answer.setConversations(list(session.user, frame.getConversations().getPageToken()));
      case MOVED ->
          answer.setHeads(
              moved(
                  session.user,
                  Times.instant(frame.getMoved().getSince()),
                  frame.getMoved().getPageToken()));
      default -> answer.setError(problem(Code.UNSUPPORTED, 0));
    }
    session.answer(frame.getId(), answer);
  }

  private static void count(Session session) {
    session.unanswered++;
    if (session.unanswered > MAX_IN_FLIGHT) {
      throw new AssertionError(session.unanswered + " unanswered (expected: <= " + MAX_IN_FLIGHT);
    }
  }

  /// Into the log: whoever carries it decides when [#applyNext] reaches it.
  Command append(Session session, ClientFrame frame) {
    count(session);
    Command command = new Command(session, frame.getId(), frame.getSend());
    log.add(command);
    return command;
  }

  void refuse(Session session, String re, Code code, int retryAfterMs) {
    count(session);
    session.answer(re, ServerFrame.newBuilder().setError(problem(code, retryAfterMs)));
  }

  /// The edge has waited long enough; the command stays in the log.
  void giveUp(Command command) {
    if (!command.answered) {
      command.answered = true;
      command.from.answer(
          command.re, ServerFrame.newBuilder().setError(problem(Code.UNAVAILABLE, 50)));
    }
  }

  void applyNext() {
    Command command = log.remove();
    Send send = command.send;
    String sender = command.from.user;
    String conversation =
        send.getUser().isEmpty()
            ? send.getConversation()
            : ConversationId.direct(sender, send.getUser()).text();
    List<Event> timeline = timelines.computeIfAbsent(conversation, _ -> new ArrayList<>());
    @Nullable Event stored = send.getResend() ? find(timeline, sender, send) : null;
    if (stored == null) {
      stored = event(conversation, timeline.size() + 1, sender, send);
      timeline.add(stored);
      deliver(stored, command.from);
    }
    if (!command.answered) {
      command.answered = true;
      command.from.answer(command.re, ServerFrame.newBuilder().setSent(sent(stored)));
    }
  }

  private static @Nullable Event find(List<Event> timeline, String sender, Send send) {
    return timeline.stream()
        .filter(event -> event.getSender().equals(sender))
        .filter(event -> event.getMessage().getClientMessageId().equals(send.getClientMessageId()))
        .filter(event -> !Times.isBefore(event.getAt(), send.getFirstAttemptAt()))
        .findFirst()
        .orElse(null);
  }

  private Event event(String conversation, long seq, String sender, Send send) {
    lastId += 10;
    return Event.newBuilder()
        .setConversation(conversation)
        .setSeq(seq)
        .setMessageId(lastId)
        .setSender(sender)
        .setAt(now())
        .setMessage(
            ChatMessage.newBuilder()
                .setClientMessageId(send.getClientMessageId())
                .setText(send.getText())
                .setReplyTo(send.getReplyTo()))
        .build();
  }

  private void deliver(Event event, Session asker) {
    for (Session session : List.copyOf(sessions)) {
      boolean isAsker = session.user.equals(asker.user) && session.device.equals(asker.device);
      if (isMember(event.getConversation(), session.user) && !isAsker) {
        session.out.accept(ServerFrame.newBuilder().setEvent(event).build());
      }
    }
  }

  private static Sent.Builder sent(Event event) {
    return Sent.newBuilder()
        .setConversation(event.getConversation())
        .setClientMessageId(event.getMessage().getClientMessageId())
        .setMessageId(event.getMessageId())
        .setSeq(event.getSeq())
        .setAt(event.getAt());
  }

  static Problem.Builder problem(Code code, int retryAfterMs) {
    return Problem.newBuilder().setCode(code).setMessage("no").setRetryAfterMs(retryAfterMs);
  }

  private static boolean isMember(String conversation, String user) {
    return ConversationId.parse(conversation)
        .filter(ConversationId.Direct.class::isInstance)
        .map(ConversationId.Direct.class::cast)
        .stream()
        .anyMatch(direct -> direct.has(user));
  }

  private Page page(History history) {
    List<Event> timeline = timeline(history.getConversation());
    boolean catchUp = history.getCursorCase() == History.CursorCase.AFTER;
    List<Event> wanted =
        catchUp
            ? timeline.stream().filter(e -> e.getMessageId() > history.getAfter()).toList()
            : timeline.reversed().stream()
                .filter(e -> !history.hasBefore() || e.getMessageId() < history.getBefore())
                .toList();
    // small, so that a page is seldom all there is
    int limit = Math.min(Math.max(1, history.getLimit()), 5);
    return Page.newBuilder()
        .setConversation(history.getConversation())
        .addAllEvents(wanted.stream().limit(limit).toList())
        .setMore(wanted.size() > limit)
        .setHead(head(timeline))
        .build();
  }

  private static Head head(List<Event> timeline) {
    return timeline.isEmpty()
        ? Head.getDefaultInstance()
        : Head.newBuilder()
            .setSeq(timeline.getLast().getSeq())
            .setMessageId(timeline.getLast().getMessageId())
            .build();
  }

  /// One conversation a page.
  private Heads moved(String user, Instant since, String pageToken) {
    List<String> moved = movedSince(user, since);
    int at = pageToken.isEmpty() ? 0 : Integer.parseInt(pageToken);
    Heads.Builder heads = Heads.newBuilder();
    if (at < moved.size()) {
      heads.addItems(conversationHead(moved.get(at)));
    }
    if (at + 1 < moved.size()) {
      heads.setNextPageToken(Integer.toString(at + 1));
    }
    return heads.build();
  }

  /// By name, so that pages do not shift while things move.
  private List<String> movedSince(String user, Instant since) {
    return timelines.keySet().stream()
        .filter(name -> isMember(name, user))
        .filter(name -> !timeline(name).isEmpty())
        .filter(name -> !Times.instant(timeline(name).getLast().getAt()).isBefore(since))
        .toList();
  }

  private ConversationHead conversationHead(String name) {
    return ConversationHead.newBuilder()
        .setConversation(name)
        .setHead(head(timeline(name)))
        .build();
  }

  private ConversationList list(String user, String pageToken) {
    Heads page = moved(user, Instant.EPOCH, pageToken);
    ConversationList.Builder list =
        ConversationList.newBuilder().setNextPageToken(page.getNextPageToken());
    for (ConversationHead item : page.getItemsList()) {
      list.addItems(
          ConversationItem.newBuilder()
              .setConversation(item.getConversation())
              .setHead(item.getHead()));
    }
    return list.build();
  }

  private Pong pong(String user) {
    Pong.Builder pong = Pong.newBuilder().setServerTime(now());
    movedSince(user, clock.instant().minus(NEWS))
        .forEach(name -> pong.addHeads(conversationHead(name)));
    return pong.build();
  }

  private Timestamp now() {
    return Times.timestamp(clock.instant());
  }
}
