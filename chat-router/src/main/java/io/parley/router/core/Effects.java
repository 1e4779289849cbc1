package io.parley.router.core;

import io.parley.history.EventRef;
import io.parley.history.Standing;
import io.parley.protocol.v1.ChannelMembership;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Head;
import io.parley.protocol.v1.Problem;
import io.parley.protocol.v1.RosterLink;
import io.parley.protocol.v1.ServerFrame;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Who hears of a decision, once what it stores is stored. The same again when the log is replayed.
///
/// @param answer to the socket that asked; empty when it wants none
/// @param broadcasts in this order: who is in a channel is told before what is said there
public record Effects(Optional<ServerFrame> answer, List<Broadcast> broadcasts) {
  static final Effects NONE = new Effects(Optional.empty(), List.of());

  /// Of a group with more members only the marking user's own devices hear of a mark: one message
  /// would else cost the square of its members in receipts.
  private static final int RECEIPTS_MEMBERS_MAX = 32;

  /// @param everybody who hears what is said there, after the decision
  /// @param after the state after the decision
  static Effects of(
      Audience everybody, ConversationState after, LoggedCommand logged, Decision decision) {
    Command command = logged.command();
    return switch (decision) {
      case Decision.Accepted(EventRef ref, Event event, Change change) ->
          ofEvent(everybody, command, event, change);
      case Decision.Replayed(EventRef ref, Event event) ->
          ofEvent(onceMore(everybody), command, event, Change.NONE);
      case Decision.Duplicate(EventRef original, Change change) ->
          ofDuplicate(onceMore(everybody), after, command, original, change);
      case Decision.Moved(Change change) -> ofMoved(after, logged, change);
      case Decision.Marked marked -> ofMark(everybody, logged, marked, false);
      case Decision.Kept(var keeping, var all) ->
          answer(
              command,
              Frames.done(),
              toOwn(everybody, Frames.kept(keeping.conversation(), keeping.kept(), all)));
      case Decision.OwnMarked(var mark) ->
          answer(
              command,
              Frames.done(),
              toOwn(
                  everybody,
                  Frames.receipt(
                      mark.conversation(),
                      mark.user(),
                      mark.delivered(),
                      mark.read(),
                      logged.logId())));
      case Decision.Ignored() -> NONE;
      case Decision.Refused refused -> refusal(command, refused);
      case Decision.Broken _ -> fault(logged);
    };
  }

  /// Also for what was not admitted to anything.
  public static Effects refusal(Command command, Decision.Refused refused) {
    return answer(
        command,
        Frames.problem(
            Problem.newBuilder()
                .setCode(refused.code())
                .setMessage(refused.message())
                .setRetryAfterMs(Math.toIntExact(refused.retryAfter().toMillis()))),
        List.of());
  }

  /// Under which a fault of ours with this record stands in the log, too.
  public static String reference(LoggedCommand logged) {
    return "router-%d-%d".formatted(logged.position().partition(), logged.position().offset());
  }

  private static Effects fault(LoggedCommand logged) {
    return answer(
        logged.command(),
        Frames.problem(
            Problem.newBuilder()
                .setCode(Code.INTERNAL)
                .setMessage("a fault of ours")
                .setReference(reference(logged))),
        List.of());
  }

  /// A list of its own, for what may have been told before. It may be that somebody was taken out,
  /// who must not go on with those who hear what is said next: they are told that on theirs.
  private static Audience onceMore(Audience everybody) {
    return switch (everybody) {
      case Audience.Users(List<String> users) ->
          new Audience.Users(Collections.unmodifiableList(new ArrayList<>(users)));
      case Audience.Channel channel -> channel;
    };
  }

  private static Effects ofEvent(Audience everybody, Command command, Event event, Change change) {
    Head head = Frames.head(event.getSeq(), event.getMessageId());
    String link =
        command.hasCreateLink() ? linkOf(command.getConversation(), command.getLinkSecret()) : "";
    return answer(
        command,
        Frames.sent(command, head, head.getMessageId(), link),
        told(everybody, command, Frames.event(event), head, change));
  }

  /// Of what was asked for before, and has been told to everybody since: an answer alone.
  static Effects again(ConversationState after, Command command, EventRef original) {
    Head head = Frames.head(original.seq(), original.messageId());
    String link = command.hasCreateLink() ? linkMadeBy(original, after, command) : "";
    return answer(command, Frames.sent(command, head, head.getMessageId(), link), List.of());
  }

  /// A message that was sent twice is one whose sender heard nothing, so nobody else may have heard
  /// of it either. What it said then is in the store; devices that lack it read on. They are told
  /// the original's head and not the newest one: that this much is stored, every router can say
  /// alike, and what came after is told by its own delivery.
  private static Effects ofDuplicate(
      Audience everybody,
      ConversationState after,
      Command command,
      EventRef original,
      Change change) {
    Head head = Frames.head(original.seq(), original.messageId());
    return new Effects(
        again(after, command, original).answer(),
        told(everybody, command, Frames.heads(command.getConversation(), head), head, change));
  }

  /// A request that was sent twice brought two secrets along: the first one counts.
  private static String linkMadeBy(EventRef original, ConversationState after, Command command) {
    return after.roster().linkSince(original.seq()).map(RosterLink::getSecret).stream()
        .map(secret -> linkOf(command.getConversation(), secret))
        .findFirst()
        .orElse("");
  }

  private static String linkOf(String conversation, String secret) {
    return conversation + "." + secret;
  }

  /// Members of a channel come and go without an event, so the answer names the head.
  private static Effects ofMoved(ConversationState after, LoggedCommand logged, Change change) {
    Command command = logged.command();
    Head head = Frames.head(after.headSeq(), after.headId());
    List<Broadcast> broadcasts = new ArrayList<>();
    addMembership(command.getConversation(), head, change, broadcasts);
    return answer(command, Frames.sent(command, head, logged.logId(), ""), broadcasts);
  }

  private static List<Broadcast> told(
      Audience everybody, Command command, ServerFrame frame, Head head, Change change) {
    Optional<Head> moved = Optional.of(head);
    return switch (everybody) {
      case Audience.Users(List<String> users) ->
          List.of(Broadcast.of(frame, withGone(everybody, users, change.gone()), moved));
      case Audience.Channel(String channel) -> {
        if (change.isNothing()) {
          yield List.of(Broadcast.of(frame, everybody, moved));
        }
        List<Broadcast> broadcasts = new ArrayList<>();
        addMembership(channel, head, change, broadcasts);
        // Nobody is a member but who has made it, and she is told that
        if (!command.hasCreateChannel()) {
          broadcasts.add(Broadcast.of(frame, everybody, moved));
        }
        yield List.copyOf(broadcasts);
      }
    };
  }

  /// Who was removed hears of that, and of nothing after it.
  private static Audience withGone(Audience everybody, List<String> users, Set<String> gone) {
    if (gone.isEmpty()) {
      return everybody;
    }
    Set<String> all = new LinkedHashSet<>(users);
    all.addAll(gone);
    return new Audience.Users(List.copyOf(all));
  }

  private static void addMembership(
      String channel, Head head, Change change, List<Broadcast> broadcasts) {
    if (!change.added().isEmpty()) {
      broadcasts.add(membership(channel, change, change.added(), true, Optional.of(head)));
    }
    if (!change.gone().isEmpty()) {
      broadcasts.add(membership(channel, change, change.gone(), false, Optional.empty()));
    }
  }

  private static Broadcast membership(
      String channel, Change change, Set<String> users, boolean member, Optional<Head> head) {
    // One record has moved them all
    long changedId =
        users.stream()
            .mapToLong(user -> change.standings().getOrDefault(user, Standing.NONE).changedId())
            .max()
            .orElse(0);
    return new Broadcast(
        Frames.membership(channel, member),
        new Audience.Users(List.copyOf(users)),
        head,
        false,
        Optional.of(
            ChannelMembership.newBuilder()
                .setChannel(channel)
                .addAllUsers(users)
                .setMember(member)
                .setChangedId(changedId)
                .build()));
  }

  /// @param toAsker whether the watermarks are also those of another device of the user
  static Effects ofMark(
      Audience everybody, LoggedCommand logged, Decision.Marked marked, boolean toAsker) {
    ServerFrame frame =
        Frames.receipt(
            logged.command().getConversation(),
            logged.user(),
            marked.delivered(),
            marked.read(),
            logged.logId());
    boolean many =
        everybody instanceof Audience.Users(var users) && users.size() > RECEIPTS_MEMBERS_MAX;
    Audience audience = many ? new Audience.Users(List.of(logged.user())) : everybody;
    return new Effects(
        Optional.empty(),
        List.of(new Broadcast(frame, audience, Optional.empty(), toAsker, Optional.empty())));
  }

  private static List<Broadcast> toOwn(Audience own, ServerFrame frame) {
    return List.of(Broadcast.of(frame, own, Optional.empty()));
  }

  private static Effects answer(
      Command command, ServerFrame.Builder frame, List<Broadcast> broadcasts) {
    Optional<ServerFrame> answer =
        command.getFrameId().isEmpty()
            ? Optional.empty()
            : Optional.of(frame.setRe(command.getFrameId()).build());
    return new Effects(answer, broadcasts);
  }
}
