package io.parley.client;

import com.google.protobuf.Timestamp;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.ConversationHead;
import io.parley.protocol.v1.ConversationItem;
import io.parley.protocol.v1.ConversationList;
import io.parley.protocol.v1.Done;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Head;
import io.parley.protocol.v1.Heads;
import io.parley.protocol.v1.History;
import io.parley.protocol.v1.Membership;
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
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Parley in memory, as strict as the protocol allows a server to be: a message that comes twice
/// without `resend` is stored twice, and one with `resend` is looked for no further back than
/// `firstAttemptAt` says. Other requests are done once for each clientMessageId, if they become
/// events: members of channels come and go as often as it is asked for. Who is out of a group sees
/// what there was up to then, and is told that head.
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
    final ClientFrame frame;
    boolean answered;

    Command(Session from, ClientFrame frame) {
      this.from = from;
      this.frame = frame;
    }

    void answer(ServerFrame.Builder answer) {
      if (!answered) {
        answered = true;
        from.answer(frame.getId(), answer);
      }
    }
  }

  private final InstantSource clock;
  private final Map<String, List<Event>> timelines = new TreeMap<>();
  private final ModelRosters rosters = new ModelRosters();
  private final Set<Session> sessions = new LinkedHashSet<>();

  /// The ids of the requests by which members of channels came and went.
  final List<String> moves = new ArrayList<>();

  /// What devices have set about how they keep conversations.
  final List<String> kept = new ArrayList<>();

  private final Deque<Command> log = new ArrayDeque<>();
  private long lastId = 1000;

  ModelServer(InstantSource clock) {
    this.clock = clock;
  }

  List<Event> timeline(String conversation) {
    return timelines.getOrDefault(conversation, List.of());
  }

  /// How many events this user has of each of her conversations.
  Map<String, Long> reaches(String user) {
    Map<String, Long> reaches = new TreeMap<>();
    timelines.keySet().stream()
        .filter(name -> isListed(name, user))
        .forEach(name -> reaches.put(name, reach(name, user)));
    return reaches;
  }

  /// Groups that a user is out of stay in her list, channels do not.
  private boolean isListed(String name, String user) {
    return isMember(name, user) || !ModelRosters.isChannel(name);
  }

  Set<String> conversations() {
    return timelines.keySet();
  }

  boolean isMember(String conversation, String user) {
    return rosters.isMember(conversation, user);
  }

  /// How many events of a conversation this user may see.
  long reach(String conversation, String user) {
    return rosters.reach(conversation, user, timeline(conversation).size()).orElse(0);
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

  /// What goes into the log, by [#append].
  static boolean isCommand(ClientFrame frame) {
    return switch (frame.getBodyCase()) {
      case SEND, CREATE_GROUP, CREATE_CHANNEL, ADD_MEMBERS, REMOVE_MEMBERS, LEAVE, JOIN, RENAME ->
          true;
      default -> false;
    };
  }

  /// Everything else.
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
      case HISTORY -> history(session.user, frame.getHistory(), answer);
      case CONVERSATIONS ->
          answer.setConversations(list(session.user, frame.getConversations().getPageToken()));
      case MOVED ->
          answer.setHeads(
              moved(
                  session.user,
                  Times.instant(frame.getMoved().getSince()),
                  frame.getMoved().getPageToken()));
      case ARCHIVE, MUTE, PIN, DRAFT -> {
        kept.add(frame.getBodyCase().name());
        answer.setDone(Done.getDefaultInstance());
      }
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
    Command command = new Command(session, frame);
    log.add(command);
    return command;
  }

  void refuse(Session session, String re, Code code, int retryAfterMs) {
    count(session);
    session.answer(re, ServerFrame.newBuilder().setError(problem(code, retryAfterMs)));
  }

  /// The edge has waited long enough; the command stays in the log.
  void giveUp(Command command) {
    command.answer(ServerFrame.newBuilder().setError(problem(Code.UNAVAILABLE, 50)));
  }

  void applyNext() {
    Command command = log.remove();
    command.answer(command.frame.hasSend() ? send(command) : change(command));
  }

  private ServerFrame.Builder send(Command command) {
    Send send = command.frame.getSend();
    String sender = command.from.user;
    String conversation =
        send.getUser().isEmpty()
            ? send.getConversation()
            : ConversationId.direct(sender, send.getUser()).text();
    @Nullable Event stored = send.getResend() ? find(timeline(conversation), sender, send) : null;
    if (stored == null && !rosters.isMember(conversation, sender)) {
      return ServerFrame.newBuilder().setError(problem(Code.FORBIDDEN, 0));
    }
    if (stored == null) {
      stored = append(conversation, event(sender, send));
      deliver(stored, command.from, List.of());
    }
    return ServerFrame.newBuilder().setSent(sent(stored));
  }

  private ServerFrame.Builder change(Command command) {
    String sender = command.from.user;
    List<Event> timeline = timeline(ModelRosters.conversation(sender, command.frame));
    String id = Request.of(command.frame).clientMessageId();
    Optional<Event> before =
        timeline.stream()
            .filter(event -> event.getSender().equals(sender))
            .filter(event -> !id.isEmpty() && event.getClientMessageId().equals(id))
            .findFirst();
    ServerFrame.Builder answer = ServerFrame.newBuilder();
    if (before.isPresent()) {
      return answer.setSent(sent(before.get()));
    }
    return switch (rosters.decide(sender, command.frame, timeline)) {
      case ModelRosters.Verdict.Refused(Code code) -> answer.setError(problem(code, 0));
      case ModelRosters.Verdict.Becomes becomes -> {
        Event event = append(becomes.conversation(), becomes.event().setClientMessageId(id));
        boolean comes = !event.hasMembersRemoved();
        rosters.moved(
            becomes.conversation(), becomes.hearers(), comes, event.getSeq(), clock.instant());
        deliver(event, command.from, becomes.hearers());
        yield answer.setSent(sent(event));
      }
      case ModelRosters.Verdict.Moved moved -> {
        rosters.moved(
            moved.conversation(), moved.users(), moved.member(), timeline.size(), clock.instant());
        moves.add(id);
        tell(moved, command.from);
        yield answer.setSent(sent(timeline.getLast()).setClientMessageId(id));
      }
    };
  }

  private void tell(ModelRosters.Verdict.Moved moved, Session asker) {
    Membership.Builder membership =
        Membership.newBuilder().setConversation(moved.conversation()).setMember(moved.member());
    for (Session session : List.copyOf(sessions)) {
      if (moved.users().contains(session.user) && !isAsker(session, asker)) {
        session.out.accept(ServerFrame.newBuilder().setMembership(membership).build());
      }
    }
  }

  private Event append(String conversation, Event.Builder event) {
    List<Event> timeline = timelines.computeIfAbsent(conversation, _ -> new ArrayList<>());
    lastId += 10;
    Event stored =
        event
            .setConversation(conversation)
            .setSeq(timeline.size() + 1)
            .setMessageId(lastId)
            .setAt(now())
            .build();
    timeline.add(stored);
    return stored;
  }

  private static @Nullable Event find(List<Event> timeline, String sender, Send send) {
    return timeline.stream()
        .filter(event -> event.getSender().equals(sender))
        .filter(event -> event.getMessage().getClientMessageId().equals(send.getClientMessageId()))
        .filter(event -> !Times.isBefore(event.getAt(), send.getFirstAttemptAt()))
        .findFirst()
        .orElse(null);
  }

  private static Event.Builder event(String sender, Send send) {
    return Event.newBuilder()
        .setSender(sender)
        .setMessage(
            ChatMessage.newBuilder()
                .setClientMessageId(send.getClientMessageId())
                .setText(send.getText())
                .setReplyTo(send.getReplyTo()));
  }

  /// To members, and to these.
  private void deliver(Event event, Session asker, Collection<String> hearers) {
    for (Session session : List.copyOf(sessions)) {
      boolean hears =
          isMember(event.getConversation(), session.user) || hearers.contains(session.user);
      if (hears && !isAsker(session, asker)) {
        session.out.accept(ServerFrame.newBuilder().setEvent(event).build());
      }
    }
  }

  private static boolean isAsker(Session session, Session asker) {
    return session.user.equals(asker.user) && session.device.equals(asker.device);
  }

  private static Sent.Builder sent(Event event) {
    return Sent.newBuilder()
        .setConversation(event.getConversation())
        .setClientMessageId(
            event.hasMessage()
                ? event.getMessage().getClientMessageId()
                : event.getClientMessageId())
        .setMessageId(event.getMessageId())
        .setSeq(event.getSeq())
        .setAt(event.getAt());
  }

  static Problem.Builder problem(Code code, int retryAfterMs) {
    return Problem.newBuilder().setCode(code).setMessage("no").setRetryAfterMs(retryAfterMs);
  }

  private void history(String user, History history, ServerFrame.Builder answer) {
    List<Event> timeline = timeline(history.getConversation());
    boolean known = !timeline.isEmpty() || isMember(history.getConversation(), user);
    OptionalLong reach = rosters.reach(history.getConversation(), user, timeline.size());
    if (reach.isEmpty()) {
      answer.setError(problem(known ? Code.FORBIDDEN : Code.NOT_FOUND, 0));
    } else {
      answer.setPage(page(history, timeline.subList(0, (int) reach.getAsLong())));
    }
  }

  private static Page page(History history, List<Event> timeline) {
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

  /// One conversation a page, whose name is the token of the next.
  private Heads moved(String user, Instant since, String pageToken) {
    List<String> moved =
        movedSince(user, since).stream().filter(name -> name.compareTo(pageToken) > 0).toList();
    Heads.Builder heads = Heads.newBuilder();
    if (!moved.isEmpty()) {
      heads.addItems(conversationHead(moved.getFirst(), user));
    }
    if (moved.size() > 1) {
      heads.setNextPageToken(moved.getFirst());
    }
    return heads.build();
  }

  /// By name, so that pages do not shift while things move, and channels are left.
  private List<String> movedSince(String user, Instant since) {
    return timelines.keySet().stream()
        .filter(name -> isListed(name, user))
        .filter(name -> !seen(name, user).isEmpty())
        .filter(name -> !movedAt(name, user).isBefore(since))
        .toList();
  }

  /// Coming into a channel moves it, too: nothing else would tell a device that was away.
  private Instant movedAt(String name, String user) {
    Instant said = Times.instant(seen(name, user).getLast().getAt());
    Instant came = rosters.movedAt(name, user);
    return came.isAfter(said) ? came : said;
  }

  private List<Event> seen(String name, String user) {
    return timeline(name).subList(0, (int) reach(name, user));
  }

  private ConversationHead conversationHead(String name, String user) {
    return ConversationHead.newBuilder()
        .setConversation(name)
        .setHead(head(seen(name, user)))
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
        .forEach(name -> pong.addHeads(conversationHead(name, user)));
    return pong.build();
  }

  private Timestamp now() {
    return Times.timestamp(clock.instant());
  }
}
