package io.parley.standalone.chat;

import io.parley.client.ClientState;
import io.parley.client.Outcome;
import io.parley.client.Sending;
import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Membership;
import io.parley.protocol.v1.Receipt;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a chat looks like. One thread; each method answers with the lines that it adds for good,
/// [#below] with those that change.
final class ChatView {
  private static final int PENDING_SHOWN = 5;
  private static final int TITLE_CELLS = 24;
  private static final List<String> HELP =
      List.of(
          "/quit ends, /earlier shows what was said before, /list whom you talk to",
          "/open NAME goes there, /new NAME WHO… makes a group and goes there",
          "in a group: /add WHO…, /remove WHO…, /let WHO…, /members, /rename NAME, /leave",
          "/link makes what lets others in; they type /join LINK",
          "a line that begins with // is sent with one of them");

  private final String me;
  private final Style style;
  private final DateTimeFormatter clock;

  /// What was typed and is not stored yet, by clientMessageId.
  private final Map<String, String> pending = new LinkedHashMap<>();

  /// Conversations whose news were hinted at since something was typed here: once is enough.
  private final Set<String> hinted = new HashSet<>();

  private final Absences out;

  private Room room = Room.NOWHERE;
  private ClientState state = new ClientState.Connecting();

  /// Of the open room, as is what follows.
  private long shown;

  private long stored;
  private long mine;
  private long delivered;
  private long read;

  ChatView(String me, Style style, ZoneId zone) {
    this.me = me;
    this.out = new Absences(me);
    this.style = style;
    this.clock = DateTimeFormatter.ofPattern("HH:mm").withZone(zone);
  }

  /// From now on it is this room that one talks in; events of others are only hinted at.
  List<String> open(Room opened) {
    room = opened;
    shown = 0;
    stored = 0;
    mine = 0;
    delivered = 0;
    read = 0;
    hinted.remove(opened.conversation());
    if (opened.isNowhere()) {
      return note(me + "; /open NAME begins, /list shows whom you talk to, /quit ends");
    }
    return note(
        "%s %s %s; type and press Enter, /quit ends"
            .formatted(me, opened.isDirect() ? "and" : "in", opened.title()));
  }

  List<String> help() {
    return HELP.stream().flatMap(line -> note(line).stream()).toList();
  }

  /// Typed, or left over from last time.
  List<String> queued(Sending sending) {
    hinted.clear();
    pending.put(sending.clientMessageId(), sending.draft().text());
    return List.of();
  }

  /// The next event of the open room.
  List<String> event(Event event) {
    if (event.getSeq() <= shown) {
      return List.of();
    }
    shown = event.getSeq();
    out.learn(event);
    if (event.hasRenamed()) {
      room = room.renamed(event.getRenamed().getName());
    }
    if (!event.hasMessage()) {
      return EventLines.of(event).map(this::note).orElse(List.of());
    }
    if (event.getSender().equals(me)) {
      mine = event.getSeq();
      pending.remove(event.getMessage().getClientMessageId());
    }
    return List.of(line(event));
  }

  /// An event of another room: a hint at most, and one for many.
  ///
  /// @param title what a group is called; empty: it is none, or nobody has said
  List<String> elsewhere(Event event, Optional<String> title) {
    out.learn(event);
    boolean isOld = event.hasMessage() && out.has(event.getConversation());
    if (isOld || event.getSender().equals(me)) {
      return List.of();
    }
    String sender = Printable.of(event.getSender());
    boolean direct = event.getConversation().equals(Room.direct(me, sender).conversation());
    if (event.getMembersRemoved().getUsersList().contains(me)) {
      hinted.remove(event.getConversation());
      return note(sender + " removed you from " + title.map(EventLines::quoted).orElse("a group"));
    }
    boolean concerns =
        event.hasMessage()
            || event.getCreated().getMembersList().contains(me)
            || event.getMembersAdded().getUsersList().contains(me);
    if (!concerns || !hinted.add(event.getConversation())) {
      return List.of();
    }
    if (direct) {
      return note("%s wrote to you: /open %1$s".formatted(sender));
    }
    String what = event.hasMessage() ? " wrote in " : " added you to ";
    return note(
        sender
            + what
            + title
                .map(name -> "%s: /open %s".formatted(EventLines.quoted(name), Printable.of(name)))
                .orElse("a group: /list shows it"));
  }

  /// What was said before all that is shown.
  List<String> earlier(List<Event> messages) {
    List<String> lines = new ArrayList<>(note("before that"));
    for (Event event : messages) {
      lines.addAll(
          event.hasMessage()
              ? List.of(line(event))
              : EventLines.of(event).map(this::note).orElse(List.of()));
    }
    lines.addAll(note("until here"));
    return lines;
  }

  private String line(Event event) {
    boolean own = event.getSender().equals(me);
    String sender = Printable.of(event.getSender());
    String time = clock.format(Instant.ofEpochSecond(event.getAt().getSeconds()));
    return style.dim(time)
        + " "
        + (own ? style.mine(sender) : style.theirs(sender))
        + ": "
        + text(event.getMessage())
        + (own ? " " + style.good("✓") : "");
  }

  private String text(ChatMessage message) {
    String text = message.getDeleted() ? style.dim("(deleted)") : Printable.of(message.getText());
    return text + (message.hasMedia() ? style.dim(" (attachment)") : "");
  }

  /// Stored and refused messages leave what is pending; a refused one is said.
  List<String> outcome(Sending sending, Outcome outcome) {
    pending.remove(sending.clientMessageId());
    return switch (outcome) {
      case Outcome.Sent sent -> {
        expect(sending.conversation(), sent.seq());
        yield List.of();
      }
      case Outcome.Kept _ -> List.of();
      case Outcome.Failed failed ->
          List.of(
              style.bad("✗ not sent: ")
                  + Printable.of(sending.draft().text())
                  + style.dim(" (" + why(failed, sending.draft().user()) + ")"));
    };
  }

  /// There is an event that will be shown here, if it is of the open room.
  void expect(String conversation, long seq) {
    if (conversation.equals(room.conversation())) {
      stored = Math.max(stored, seq);
    }
  }

  /// @param peer whom it was for; empty: a group
  private String why(Outcome.Failed failed, String peer) {
    return switch (failed.reason()) {
      case REFUSED ->
          failed.code() == Code.NOT_FOUND && !peer.isEmpty()
              ? "%s has no account yet: ./parley chat --as %1$s --with %s".formatted(peer, me)
              : failed.code() + ": " + Printable.of(failed.message());
      case OUTBOX_FULL -> "too many wait already";
      case NOT_KEPT -> "the outbox cannot be written: " + Printable.of(failed.message());
      case DUPLICATE -> "it waits already";
    };
  }

  List<String> state(ClientState now) {
    ClientState before = state;
    state = now;
    return switch (now) {
      case ClientState.Online _ -> List.of(style.good("-- online --"));
      case ClientState.Offline(String reason, var _) when before instanceof ClientState.Online ->
          List.of(
              style.bad("-- offline: what you type is sent later --")
                  + style.dim(" (" + Printable.of(reason) + ")"));
      case ClientState.Offline _, ClientState.Connecting _ -> List.of();
      case ClientState.Closed(var why, var _, String reason) ->
          switch (why) {
            case STOPPED -> List.of();
            case REPLACED ->
                List.of(style.bad("-- this device connected elsewhere, so this one ends --"));
            case UNAUTHENTICATED, REFUSED, LISTENER_FAILED, FAILED ->
                List.of(style.bad("-- " + Printable.of(reason) + " --"));
          };
    };
  }

  /// The first sign of life is worth a word; later ones are in [#below].
  List<String> unreachable(ClientState.Offline offline) {
    return List.of(
        style.bad("-- not connected, will go on trying --")
            + style.dim(" (" + Printable.of(offline.reason()) + ")"));
  }

  List<String> receipt(Receipt receipt) {
    if (room.isDirect()
        && receipt.getConversation().equals(room.conversation())
        && receipt.getUser().equals(room.peer())) {
      delivered = Math.max(delivered, receipt.getDelivered());
      read = Math.max(read, receipt.getRead());
    }
    return List.of();
  }

  /// Somebody else, or another device, has brought this user into a channel or out of it.
  List<String> membership(Membership membership, Optional<String> title) {
    String name = title.map(EventLines::quoted).orElse("a channel");
    return note(
        membership.getMember()
            ? "you are in " + name + " now: /list shows it"
            : "you are out of " + name);
  }

  List<String> refusal(String why) {
    return List.of(style.bad("✗ " + why));
  }

  List<String> note(String text) {
    return List.of(style.dim("-- " + text + " --"));
  }

  int pending() {
    return pending.size();
  }

  /// Whether everything that was typed can be seen with its mark.
  boolean isSettled() {
    return pending.isEmpty() && shown >= stored;
  }

  /// What waits to be stored, and where one types.
  List<String> below(String typed, int columns) {
    List<String> lines = new ArrayList<>();
    List<String> texts = List.copyOf(pending.values());
    int from = Math.max(0, texts.size() - PENDING_SHOWN);
    if (from > 0) {
      lines.add(style.dim("… and " + from + " more"));
    }
    for (String text : texts.subList(from, texts.size())) {
      String line = "  … " + me + ": " + Printable.of(text);
      lines.add(style.dim(Printable.beginning(line, columns - 1)));
    }
    String where = room.isNowhere() ? "" : Printable.beginning(room.title(), TITLE_CELLS);
    String prompt = (sign() + " " + where).strip() + receipts() + "> ";
    int room = Math.max(8, columns - 1 - Printable.width(prompt));
    lines.add(colour(prompt) + Printable.end(Printable.of(typed), room));
    return lines;
  }

  private String sign() {
    return switch (state) {
      case ClientState.Online _ -> "●";
      case ClientState.Connecting _ -> "◌";
      case ClientState.Offline(var _, var retryIn) ->
          "○ offline, again in %d s ".formatted(retryIn.plusMillis(999).toSeconds()).strip();
      case ClientState.Closed _ -> "○";
    };
  }

  private String receipts() {
    if (mine == 0 || delivered < mine) {
      return "";
    }
    return read < mine ? " (✓✓ received)" : " (✓✓ read)";
  }

  private String colour(String prompt) {
    return state instanceof ClientState.Online ? style.good(prompt) : style.bad(prompt);
  }
}
