package io.parley.testing.delivery;

import com.google.protobuf.Timestamp;
import io.parley.protocol.v1.AddMembers;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.ConversationHead;
import io.parley.protocol.v1.ConversationItem;
import io.parley.protocol.v1.ConversationList;
import io.parley.protocol.v1.CreateGroup;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Head;
import io.parley.protocol.v1.Heads;
import io.parley.protocol.v1.History;
import io.parley.protocol.v1.Leave;
import io.parley.protocol.v1.ListMoved;
import io.parley.protocol.v1.Page;
import io.parley.protocol.v1.Pong;
import io.parley.protocol.v1.Problem;
import io.parley.protocol.v1.RemoveMembers;
import io.parley.protocol.v1.Rename;
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
import java.util.function.Consumer;

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
    ACKNOWLEDGES_WITHOUT_STORING,
    TELLS_THE_REMOVED,
    HIDES_THE_PAST
  }

  private static final int PAGE = 2;

  /// What the names of groups begin with; those of others are their users.
  private static final String GROUP = "group:";

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
        case SEND -> send(frame.getSend(), answer);
        case CREATE_GROUP -> create(frame.getCreateGroup(), answer);
        case ADD_MEMBERS -> {
          AddMembers asked = frame.getAddMembers();
          accept(
              asked.getConversation(),
              asked.getClientMessageId(),
              answer,
              event -> event.getMembersAddedBuilder().addAllUsers(asked.getUsersList()));
        }
        case REMOVE_MEMBERS -> {
          RemoveMembers asked = frame.getRemoveMembers();
          accept(
              asked.getConversation(),
              asked.getClientMessageId(),
              answer,
              event -> event.getMembersRemovedBuilder().addAllUsers(asked.getUsersList()));
        }
        case LEAVE -> {
          Leave asked = frame.getLeave();
          accept(
              asked.getConversation(),
              asked.getClientMessageId(),
              answer,
              event -> event.getMembersRemovedBuilder().addUsers(user));
        }
        case RENAME -> {
          Rename asked = frame.getRename();
          accept(
              asked.getConversation(),
              asked.getClientMessageId(),
              answer,
              event -> event.getRenamedBuilder().setName(asked.getName()));
        }
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

    private void send(Send send, ServerFrame.Builder answer) {
      boolean userFirst = user.compareTo(send.getUser()) < 0;
      String pair = userFirst ? user + "+" + send.getUser() : send.getUser() + "+" + user;
      String conversation = send.hasUser() ? pair : send.getConversation();
      String name = send.getClientMessageId();
      accept(
          conversation,
          name,
          answer,
          event -> event.getMessageBuilder().setClientMessageId(name).setText(send.getText()));
    }

    private void create(CreateGroup asked, ServerFrame.Builder answer) {
      String name = asked.getClientMessageId();
      accept(
          GROUP + name,
          name,
          answer,
          event ->
              event
                  .getCreatedBuilder()
                  .setName(asked.getName())
                  .addAllMembers(asked.getMembersList()));
    }

    private void accept(
        String conversation,
        String name,
        ServerFrame.Builder answer,
        Consumer<Event.Builder> body) {
      if (refusal.getCodeValue() != 0) {
        say(answer.setError(refusal));
        return;
      }
      List<Event> events = conversations.computeIfAbsent(conversation, _ -> new ArrayList<>());
      if (!events.isEmpty() && until(conversation, user) < Long.MAX_VALUE) {
        say(answer.setError(Problem.newBuilder().setCode(Code.FORBIDDEN)));
        return;
      }
      Event event =
          misdeeds.contains(Misdeed.STORES_RESENDS_AGAIN)
              ? store(conversation, name, body)
              : events.stream()
                  .filter(old -> isSame(old, name))
                  .findFirst()
                  .orElseGet(() -> store(conversation, name, body));
      if (!misdeeds.contains(Misdeed.KEEPS_ANSWERS)) {
        say(
            answer.setSent(
                Sent.newBuilder()
                    .setConversation(conversation)
                    .setClientMessageId(name)
                    .setSeq(event.getSeq())
                    .setMessageId(event.getMessageId())));
      }
      if (!misdeeds.contains(Misdeed.FORGETS_LIVE_EVENTS)) {
        lines.stream()
            .filter(line -> line != this && until(conversation, line.user) >= event.getSeq())
            .forEach(line -> line.say(ServerFrame.newBuilder().setEvent(event)));
      }
    }

    private boolean isSame(Event old, String name) {
      return old.getSender().equals(user)
          && (old.getMessage().getClientMessageId().equals(name)
              || old.getClientMessageId().equals(name));
    }

    private Event store(String conversation, String name, Consumer<Event.Builder> body) {
      List<Event> events = conversations.getOrDefault(conversation, List.of());
      Event.Builder event =
          Event.newBuilder()
              .setConversation(conversation)
              .setSeq(events.size() + 1)
              .setMessageId(100L * (events.size() + 1))
              .setSender(user);
      body.accept(event);
      if (!event.hasMessage()) {
        event.setClientMessageId(name);
      }
      if (!misdeeds.contains(Misdeed.ACKNOWLEDGES_WITHOUT_STORING)) {
        events.add(event.build());
      }
      return event.build();
    }

    private Page page(History question) {
      List<Event> all = readable(question.getConversation(), user);
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
      for (String conversation : conversations.keySet()) {
        List<Event> events = readable(conversation, user);
        if (!events.isEmpty()) {
          heads.add(
              ConversationHead.newBuilder()
                  .setConversation(conversation)
                  .setHead(head(events))
                  .build());
        }
      }
      return heads;
    }
  }

  /// What a user gets to read, oldest first.
  List<Event> readable(String conversation, String user) {
    long until = until(conversation, user);
    long from = misdeeds.contains(Misdeed.HIDES_THE_PAST) ? since(conversation, user) : 1;
    return conversations.getOrDefault(conversation, List.of()).stream()
        .filter(event -> event.getSeq() >= from && event.getSeq() <= until)
        .toList();
  }

  /// The last seq for this user; 0: none.
  private long until(String conversation, String user) {
    if (!conversation.startsWith(GROUP)) {
      return List.of(conversation.split("\\+", -1)).contains(user) ? Long.MAX_VALUE : 0;
    }
    long until = 0;
    for (Event event : conversations.getOrDefault(conversation, List.of())) {
      if (lets(event, user)) {
        until = Long.MAX_VALUE;
      } else if (event.getMembersRemoved().getUsersList().contains(user)
          && !misdeeds.contains(Misdeed.TELLS_THE_REMOVED)) {
        until = event.getSeq();
      }
    }
    return until;
  }

  private long since(String conversation, String user) {
    return conversations.getOrDefault(conversation, List.of()).stream()
        .filter(event -> lets(event, user))
        .mapToLong(Event::getSeq)
        .findFirst()
        .orElse(1);
  }

  private static boolean lets(Event event, String user) {
    return event.getCreated().getMembersList().contains(user)
        || event.getMembersAdded().getUsersList().contains(user);
  }
}
