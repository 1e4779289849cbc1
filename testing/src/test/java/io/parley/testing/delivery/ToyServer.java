package io.parley.testing.delivery;

import com.google.protobuf.Timestamp;
import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.ConversationHead;
import io.parley.protocol.v1.ConversationItem;
import io.parley.protocol.v1.ConversationList;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Head;
import io.parley.protocol.v1.Heads;
import io.parley.protocol.v1.History;
import io.parley.protocol.v1.ListMoved;
import io.parley.protocol.v1.Page;
import io.parley.protocol.v1.Pong;
import io.parley.protocol.v1.Problem;
import io.parley.protocol.v1.Send;
import io.parley.protocol.v1.Sent;
import io.parley.protocol.v1.ServerFrame;
import io.parley.protocol.v1.Welcome;
import io.parley.testing.ManualClock;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Parley in memory and in one thread, with faults that can be switched on. What it says is heard
/// when [#deliver] is called.
final class ToyServer implements Dialer {
  /// What it does wrong, while it is told to.
  enum Misdeed {
    REFUSES_CONNECTIONS,
    IS_SILENT,
    KEEPS_ANSWERS,
    FORGETS_LIVE_EVENTS,
    FORGETS_HEADS,
    STORES_RESENDS_AGAIN,
    ACKNOWLEDGES_WITHOUT_STORING
  }

  private static final int PAGE = 2;

  final Set<Misdeed> misdeeds = EnumSet.noneOf(Misdeed.class);
  final List<ClientFrame> heard = new ArrayList<>();
  final Map<String, List<Event>> conversations = new LinkedHashMap<>();
  final List<ToyLine> lines = new ArrayList<>();
  private final Deque<Runnable> mail = new ArrayDeque<>();
  private final ManualClock clock;
  private Problem refusal = Problem.getDefaultInstance();

  ToyServer(ManualClock clock) {
    this.clock = clock;
  }

  /// Every `send` is refused like this; the default instance: none is.
  void refuse(Problem problem) {
    refusal = problem;
  }

  @Override
  public CompletionStage<Line> dial(URI edge, Subprotocol subprotocol, Listener listener) {
    if (misdeeds.contains(Misdeed.REFUSES_CONNECTIONS)) {
      return CompletableFuture.failedStage(new IllegalStateException("refused"));
    }
    var line = new ToyLine(listener);
    lines.add(line);
    return CompletableFuture.completedStage(line);
  }

  void deliver() {
    for (Runnable next = mail.poll(); next != null; next = mail.poll()) {
      next.run();
    }
  }

  /// Frames of one kind that came so far, oldest first.
  List<ClientFrame> heard(ClientFrame.BodyCase kind) {
    return heard.stream().filter(frame -> frame.getBodyCase().equals(kind)).toList();
  }

  private Timestamp now() {
    return Timestamp.newBuilder().setSeconds(clock.instant().getEpochSecond()).build();
  }

  private static Head head(List<Event> events) {
    Event last = events.getLast();
    return Head.newBuilder().setSeq(last.getSeq()).setMessageId(last.getMessageId()).build();
  }

  final class ToyLine implements Line {
    private final Listener listener;
    private String user = "";
    private boolean open = true;

    ToyLine(Listener listener) {
      this.listener = listener;
    }

    @Override
    public void cut() {
      open = false;
    }

    void close(int code) {
      open = false;
      mail.add(() -> listener.closed(code, ""));
    }

    boolean isOpen() {
      return open;
    }

    private void say(ServerFrame.Builder frame) {
      if (open && !misdeeds.contains(Misdeed.IS_SILENT)) {
        ServerFrame said = frame.build();
        mail.add(() -> listener.frame(said));
      }
    }

    @Override
    public void send(ClientFrame frame) {
      heard.add(frame);
      ServerFrame.Builder answer = ServerFrame.newBuilder().setRe(frame.getId());
      switch (frame.getBodyCase()) {
        case HELLO -> {
          user = frame.getHello().getToken();
          Welcome.Builder welcome = Welcome.newBuilder().setServerTime(now());
          if (frame.getHello().hasSince()) {
            welcome.setMoved(moved(ListMoved.getDefaultInstance()));
          }
          say(answer.setWelcome(welcome));
        }
        case SEND -> accept(frame.getSend(), answer);
        case HISTORY -> say(answer.setPage(page(frame.getHistory())));
        case CONVERSATIONS -> say(answer.setConversations(list()));
        case MOVED -> say(answer.setHeads(moved(frame.getMoved())));
        case PING -> {
          Pong.Builder pong = Pong.newBuilder().setServerTime(now());
          if (!misdeeds.contains(Misdeed.FORGETS_HEADS)) {
            pong.addAllHeads(heads());
          }
          say(answer.setPong(pong));
        }
        default -> throw new AssertionError("a plain client does not say " + frame);
      }
    }

    private void accept(Send send, ServerFrame.Builder answer) {
      if (refusal.getCodeValue() != 0) {
        say(answer.setError(refusal));
        return;
      }
      boolean userFirst = user.compareTo(send.getUser()) < 0;
      String conversation = userFirst ? user + "+" + send.getUser() : send.getUser() + "+" + user;
      List<Event> events = conversations.computeIfAbsent(conversation, _ -> new ArrayList<>());
      Event event =
          misdeeds.contains(Misdeed.STORES_RESENDS_AGAIN)
              ? store(conversation, send)
              : events.stream()
                  .filter(old -> isSame(old, send))
                  .findFirst()
                  .orElseGet(() -> store(conversation, send));
      if (!misdeeds.contains(Misdeed.KEEPS_ANSWERS)) {
        say(
            answer.setSent(
                Sent.newBuilder()
                    .setConversation(conversation)
                    .setClientMessageId(send.getClientMessageId())
                    .setSeq(event.getSeq())
                    .setMessageId(event.getMessageId())));
      }
      if (!misdeeds.contains(Misdeed.FORGETS_LIVE_EVENTS)) {
        lines.stream()
            .filter(line -> line != this && isMember(conversation, line.user))
            .forEach(line -> line.say(ServerFrame.newBuilder().setEvent(event)));
      }
    }

    private boolean isSame(Event old, Send send) {
      return old.getSender().equals(user)
          && old.getMessage().getClientMessageId().equals(send.getClientMessageId());
    }

    private Event store(String conversation, Send send) {
      List<Event> events = conversations.getOrDefault(conversation, List.of());
      Event event =
          Event.newBuilder()
              .setConversation(conversation)
              .setSeq(events.size() + 1)
              .setMessageId(100L * (events.size() + 1))
              .setSender(user)
              .setMessage(
                  ChatMessage.newBuilder()
                      .setClientMessageId(send.getClientMessageId())
                      .setText(send.getText()))
              .build();
      if (!misdeeds.contains(Misdeed.ACKNOWLEDGES_WITHOUT_STORING)) {
        events.add(event);
      }
      return event;
    }

    private Page page(History question) {
      List<Event> all = conversations.getOrDefault(question.getConversation(), List.of());
      List<Event> events =
          all.stream().filter(event -> event.getMessageId() > question.getAfter()).toList();
      int size = Math.min(PAGE, events.size());
      return Page.newBuilder()
          .setConversation(question.getConversation())
          .addAllEvents(events.subList(0, size))
          .setMore(size < events.size())
          .setHead(head(all))
          .build();
    }

    private ConversationList list() {
      ConversationList.Builder list = ConversationList.newBuilder();
      for (ConversationHead head : heads()) {
        list.addItems(
            ConversationItem.newBuilder()
                .setConversation(head.getConversation())
                .setHead(head.getHead()));
      }
      return list.build();
    }

    private Heads moved(ListMoved question) {
      int from = question.getPageToken().isEmpty() ? 0 : Integer.parseInt(question.getPageToken());
      List<ConversationHead> all = heads();
      int to = Math.min(all.size(), from + PAGE);
      return Heads.newBuilder()
          .addAllItems(all.subList(from, to))
          .setNextPageToken(to < all.size() ? Integer.toString(to) : "")
          .build();
    }

    private List<ConversationHead> heads() {
      List<ConversationHead> heads = new ArrayList<>();
      conversations.forEach((conversation, events) -> {
        if (isMember(conversation, user) && !events.isEmpty()) {
          heads.add(
              ConversationHead.newBuilder()
                  .setConversation(conversation)
                  .setHead(head(events))
                  .build());
        }
      });
      return heads;
    }

    private static boolean isMember(String conversation, String user) {
      return List.of(conversation.split("\\+", -1)).contains(user);
    }
  }
}
