package io.parley.standalone.chat;

import io.parley.client.Transport;
import io.parley.protocol.Decoded;
import io.parley.protocol.FrameCodec;
import io.parley.protocol.FrameLimits;
import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.ConversationItem;
import io.parley.protocol.v1.ConversationList;
import io.parley.protocol.v1.Created;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Head;
import io.parley.protocol.v1.History;
import io.parley.protocol.v1.Info;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.LinkCreated;
import io.parley.protocol.v1.Mark;
import io.parley.protocol.v1.MemberItem;
import io.parley.protocol.v1.MemberList;
import io.parley.protocol.v1.MembersAdded;
import io.parley.protocol.v1.MembersRemoved;
import io.parley.protocol.v1.Page;
import io.parley.protocol.v1.Problem;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.Send;
import io.parley.protocol.v1.Sent;
import io.parley.protocol.v1.ServerFrame;
import io.parley.protocol.v1.Welcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Just enough of a server for alice, who talks to bob and in groups, in the same process.
final class LoneServer implements Transport {
  static final String TEAM = "g:AAAAAAAAAAAAAAAAAAAAAA";
  private static final String BOB = "d:alice:bob";

  private final FrameCodec codec = FrameCodec.binary(FrameLimits.DEFAULT);
  final List<Event> stored = new ArrayList<>();
  final List<ConversationItem> groups = new ArrayList<>();
  private final List<Event> inTeam = new ArrayList<>();
  final List<Mark> marks = new ArrayList<>();
  long read;

  /// Knows what comes, and nothing of what was.
  boolean forgetful;

  /// Of a group that alice is not in.
  Code noInfo = Code.FORBIDDEN;

  boolean away;
  boolean refuses;

  @Override
  public Connection connect(Endpoint endpoint, Events events) {
    if (away) {
      events.closed(Closing.broken("away"));
    } else {
      events.opened();
    }
    return new Connection() {
      @Override
      public boolean send(byte[] bytes) {
        if (codec.decodeClient(bytes) instanceof Decoded.Ok<ClientFrame>(ClientFrame frame)) {
          ServerFrame.Builder answer = answer(frame);
          if (answer.getBodyCase() != ServerFrame.BodyCase.BODY_NOT_SET) {
            events.frame(codec.encode(answer.setRe(frame.getId()).build()));
          }
        }
        return true;
      }

      @Override
      public void close(int code) {}
    };
  }

  private synchronized ServerFrame.Builder answer(ClientFrame frame) {
    ServerFrame.Builder answer = ServerFrame.newBuilder();
    return switch (frame.getBodyCase()) {
      case HELLO -> answer.setWelcome(Welcome.newBuilder().setMaxInFlight(8));
      case CONVERSATIONS -> answer.setConversations(list());
      case HISTORY ->
          forgetful && !frame.getHistory().hasAfter()
              ? answer.setError(Problem.newBuilder().setCode(Code.INTERNAL))
              : answer.setPage(page(frame.getHistory()));
      case MARK -> {
        marks.add(frame.getMark());
        yield answer;
      }
      case SEND ->
          refuses
              ? answer.setError(Problem.newBuilder().setCode(Code.NOT_FOUND))
              : answer.setSent(store(frame));
      default -> inGroups(frame, answer);
    };
  }

  private ServerFrame.Builder inGroups(ClientFrame frame, ServerFrame.Builder answer) {
    Event.Builder event = Event.newBuilder().setConversation(TEAM).setSender("alice");
    return switch (frame.getBodyCase()) {
      case CREATE_GROUP -> {
        String name = frame.getCreateGroup().getName();
        groups.add(group(TEAM, name));
        Created.Builder created = Created.newBuilder().setKind(Kind.GROUP).setName(name);
        created.addMembers("alice").addAllMembers(frame.getCreateGroup().getMembersList());
        yield answer.setSent(sent(store(event.setCreated(created))));
      }
      case ADD_MEMBERS -> {
        List<String> users = frame.getAddMembers().getUsersList();
        yield users.contains("nobody")
            ? answer.setError(
                Problem.newBuilder()
                    .setCode(Code.NOT_FOUND)
                    .setMessage("addMembers.users: nobody (expected: a user)"))
            : answer.setSent(
                sent(store(event.setMembersAdded(MembersAdded.newBuilder().addAllUsers(users)))));
      }
      case LEAVE ->
          answer.setSent(
              sent(store(event.setMembersRemoved(MembersRemoved.newBuilder().addUsers("alice")))));
      case CREATE_LINK -> {
        LinkCreated made = LinkCreated.newBuilder().setLinkId("l").build();
        yield answer.setSent(sent(store(event.setLinkCreated(made))).setLink(TEAM + ".secret"));
      }
      case JOIN -> answer.setSent(Sent.newBuilder().setConversation(TEAM));
      case INFO ->
          groups.isEmpty()
              ? answer.setError(Problem.newBuilder().setCode(noInfo))
              : answer.setInfo(
                  Info.newBuilder().setConversation(TEAM).setName(groups.getFirst().getName()));
      case MEMBERS ->
          answer.setMembers(
              MemberList.newBuilder()
                  .addItems(MemberItem.newBuilder().setUser("alice").setRole(Role.OWNER))
                  .addItems(MemberItem.newBuilder().setUser("bob").setRole(Role.MEMBER)));
      default -> answer;
    };
  }

  static ConversationItem group(String conversation, String name) {
    return ConversationItem.newBuilder()
        .setConversation(conversation)
        .setKind(Kind.GROUP)
        .setName(name)
        .setRole(Role.MEMBER)
        .setHead(Head.newBuilder().setSeq(2).setMessageId(2))
        .build();
  }

  private ConversationList.Builder list() {
    ConversationList.Builder list = ConversationList.newBuilder();
    groups.forEach(group -> list.addItems(upToDate(group)));
    return stored.isEmpty()
        ? list
        : list.addItems(
            ConversationItem.newBuilder()
                .setConversation(BOB)
                .setKind(Kind.DIRECT)
                .setName("bob")
                .setHead(Head.newBuilder().setSeq(stored.size()).setMessageId(stored.size()))
                .setRead(read));
  }

  /// A head beyond what there is would be where a client that begins now begins.
  private ConversationItem upToDate(ConversationItem group) {
    boolean hasEvents = group.getConversation().equals(TEAM) && !inTeam.isEmpty();
    int newest = inTeam.size();
    return hasEvents
        ? group.toBuilder().setHead(Head.newBuilder().setSeq(newest).setMessageId(newest)).build()
        : group;
  }

  private List<Event> timeline(String conversation) {
    return conversation.equals(BOB) ? stored : inTeam;
  }

  private Page.Builder page(History history) {
    List<Event> all = timeline(history.getConversation());
    List<Event> wanted =
        history.hasAfter()
            ? all.subList((int) history.getAfter(), all.size())
            : messages(history.hasBefore() ? all.subList(0, (int) history.getBefore() - 1) : all);
    int limit = Math.min(history.getLimit(), wanted.size());
    return Page.newBuilder()
        .setConversation(history.getConversation())
        .addAllEvents(wanted.subList(0, limit))
        .setMore(limit < wanted.size())
        .setHead(Head.newBuilder().setSeq(all.size()).setMessageId(all.size()));
  }

  /// People who read back are shown nothing else.
  private static List<Event> messages(List<Event> events) {
    return events.stream().filter(Event::hasMessage).toList().reversed();
  }

  private Sent.Builder store(ClientFrame frame) {
    Send send = frame.getSend();
    String conversation = send.getConversation().isEmpty() ? BOB : send.getConversation();
    return sent(event(conversation, "alice", send.getText()))
        .setClientMessageId(send.getClientMessageId());
  }

  private static Sent.Builder sent(Event event) {
    return Sent.newBuilder()
        .setConversation(event.getConversation())
        .setSeq(event.getSeq())
        .setMessageId(event.getMessageId());
  }

  Event event(String sender, String text) {
    return event(BOB, sender, text);
  }

  Event event(String conversation, String sender, String text) {
    return store(
        Event.newBuilder()
            .setConversation(conversation)
            .setSender(sender)
            .setMessage(ChatMessage.newBuilder().setText(text)));
  }

  /// What nobody says, as bob does it.
  Event inTeam(Consumer<Event.Builder> what) {
    Event.Builder event = Event.newBuilder().setConversation(TEAM).setSender("bob");
    what.accept(event);
    return store(event);
  }

  private Event store(Event.Builder event) {
    List<Event> all = timeline(event.getConversation());
    Event placed = event.setSeq(all.size() + 1).setMessageId(all.size() + 1).build();
    all.add(placed);
    return placed;
  }
}
