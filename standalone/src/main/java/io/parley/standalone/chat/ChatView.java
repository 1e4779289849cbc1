package io.parley.standalone.chat;

import io.parley.client.ClientState;
import io.parley.client.Outcome;
import io.parley.client.Sending;
import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Receipt;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What two people's chat looks like. One thread; each method answers with the lines that it adds
/// for good, [#below] with those that change.
final class ChatView {
  private static final int PENDING_SHOWN = 5;

  /// @param conversation of the two; events of others are only hinted at
  record Names(String me, String peer, String conversation) {}

  private final Names names;
  private final Style style;
  private final DateTimeFormatter clock;

  /// What was typed and is not stored yet, by clientMessageId.
  private final Map<String, String> pending = new LinkedHashMap<>();

  /// Conversations whose news were hinted at since something was typed here: once is enough.
  private final Set<String> hinted = new HashSet<>();

  private ClientState state = new ClientState.Connecting();
  private long shown;
  private long stored;
  private long mine;
  private long delivered;
  private long read;

  ChatView(Names names, Style style, ZoneId zone) {
    this.names = names;
    this.style = style;
    this.clock = DateTimeFormatter.ofPattern("HH:mm").withZone(zone);
  }

  List<String> welcome() {
    return List.of(
        style.dim(
            "-- %s and %s; type and press Enter, /quit ends --".formatted(names.me, names.peer)));
  }

  /// Typed, or left over from last time.
  List<String> queued(Sending sending) {
    hinted.clear();
    pending.put(sending.clientMessageId(), sending.draft().text());
    return List.of();
  }

  /// The next event of any conversation of this user.
  List<String> event(Event event) {
    if (!event.getConversation().equals(names.conversation)) {
      boolean news =
          event.hasMessage()
              && !event.getSender().equals(names.me)
              && hinted.add(event.getConversation());
      return news
          ? List.of(
              style.dim(
                  "-- %s wrote to you: ./parley chat --as %s --with %1$s --"
                      .formatted(Printable.of(event.getSender()), names.me)))
          : List.of();
    }
    if (event.getSeq() <= shown) {
      return List.of();
    }
    shown = event.getSeq();
    if (event.getSender().equals(names.me)) {
      mine = event.getSeq();
      pending.remove(event.getMessage().getClientMessageId());
    }
    return event.hasMessage() ? List.of(line(event)) : List.of();
  }

  /// What was said before all that is shown.
  List<String> earlier(List<Event> messages) {
    List<String> lines = new ArrayList<>(note("before that"));
    messages.stream().filter(Event::hasMessage).map(this::line).forEach(lines::add);
    lines.addAll(note("until here"));
    return lines;
  }

  private String line(Event event) {
    boolean own = event.getSender().equals(names.me);
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
        stored = Math.max(stored, sent.seq());
        yield List.of();
      }
      case Outcome.Kept _ -> List.of();
      case Outcome.Failed failed ->
          List.of(
              style.bad("✗ not sent: ")
                  + Printable.of(sending.draft().text())
                  + style.dim(" (" + why(failed) + ")"));
    };
  }

  private String why(Outcome.Failed failed) {
    return switch (failed.reason()) {
      case REFUSED ->
          failed.code() == Code.NOT_FOUND
              ? "%s has no account yet: ./parley chat --as %1$s --with %s"
                  .formatted(names.peer, names.me)
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
    if (receipt.getConversation().equals(names.conversation)
        && receipt.getUser().equals(names.peer)) {
      delivered = Math.max(delivered, receipt.getDelivered());
      read = Math.max(read, receipt.getRead());
    }
    return List.of();
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
      String line = "  … " + names.me + ": " + Printable.of(text);
      lines.add(style.dim(Printable.beginning(line, columns - 1)));
    }
    String prompt = sign() + " " + names.peer + receipts() + "> ";
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
