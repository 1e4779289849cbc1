package io.parley.client;

import com.google.protobuf.ByteString;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Created;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.MembersAdded;
import io.parley.protocol.v1.MembersRemoved;
import io.parley.protocol.v1.Renamed;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Who is in the groups and channels of a [ModelServer], who ever was, and what becomes of a
/// request to change that. Roles are left out: a member may do everything.
final class ModelRosters {
  /// Of somebody who is a member, or was.
  ///
  /// @param until the last event that she may see who is none any more
  /// @param at when it came to that
  private record Standing(boolean isMember, long until, Instant at) {
    static final Standing NONE = new Standing(false, 0, Instant.MIN);
  }

  private final Map<String, Map<String, Standing>> standings = new HashMap<>();

  /// What a request comes to.
  sealed interface Verdict {
    record Refused(Code code) implements Verdict {}

    /// @param event its body and sender
    /// @param hearers beside the members
    record Becomes(String conversation, Event.Builder event, Collection<String> hearers)
        implements Verdict {}

    /// In a channel members come and go without events.
    record Moved(String conversation, Collection<String> users, boolean member)
        implements Verdict {}
  }

  static boolean isChannel(String conversation) {
    return conversation.startsWith(ConversationId.Channel.PREFIX);
  }

  boolean isMember(String conversation, String user) {
    return direct(conversation, user)
        || standing(conversation).getOrDefault(user, Standing.NONE).isMember();
  }

  /// How many of so many events this user may see; empty: none, for she never was a member.
  OptionalLong reach(String conversation, String user, long events) {
    if (direct(conversation, user)) {
      return OptionalLong.of(events);
    }
    Standing standing = standing(conversation).get(user);
    if (standing == null) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(standing.isMember() ? events : standing.until());
  }

  Set<String> members(String conversation) {
    return standing(conversation).entrySet().stream()
        .filter(entry -> entry.getValue().isMember())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static boolean direct(String conversation, String user) {
    return ConversationId.parse(conversation)
        .filter(ConversationId.Direct.class::isInstance)
        .map(ConversationId.Direct.class::cast)
        .stream()
        .anyMatch(direct -> direct.has(user));
  }

  private Map<String, Standing> standing(String conversation) {
    return standings.getOrDefault(conversation, Map.of());
  }

  /// @param timeline of the conversation, before
  Verdict decide(String sender, ClientFrame frame, List<Event> timeline) {
    String conversation = conversation(sender, frame);
    Event.Builder event = Event.newBuilder().setSender(sender);
    if (frame.hasCreateGroup()) {
      Set<String> members = new LinkedHashSet<>(List.of(sender));
      members.addAll(frame.getCreateGroup().getMembersList());
      event.setCreated(
          Created.newBuilder()
              .setKind(Kind.GROUP)
              .setName(frame.getCreateGroup().getName())
              .addAllMembers(members));
      return new Verdict.Becomes(conversation, event, members);
    }
    if (frame.hasCreateChannel()) {
      event.setCreated(
          Created.newBuilder().setKind(Kind.CHANNEL).setName(frame.getCreateChannel().getName()));
      return new Verdict.Becomes(conversation, event, List.of(sender));
    }
    if (timeline.isEmpty()) {
      return new Verdict.Refused(Code.NOT_FOUND);
    }
    if (!frame.hasJoin() && !isMember(conversation, sender)) {
      return new Verdict.Refused(Code.FORBIDDEN);
    }
    return switch (frame.getBodyCase()) {
      case ADD_MEMBERS -> add(conversation, event, frame.getAddMembers().getUsersList());
      case JOIN -> add(conversation, event, List.of(sender));
      case REMOVE_MEMBERS -> remove(conversation, event, frame.getRemoveMembers().getUsersList());
      case LEAVE -> remove(conversation, event, List.of(sender));
      case RENAME ->
          new Verdict.Becomes(
              conversation,
              event.setRenamed(Renamed.newBuilder().setName(frame.getRename().getName())),
              List.of());
      default -> new Verdict.Refused(Code.UNSUPPORTED);
    };
  }

  private Verdict add(String conversation, Event.Builder event, List<String> users) {
    if (users.stream().anyMatch(user -> isMember(conversation, user))) {
      return new Verdict.Refused(Code.CONFLICT);
    }
    return isChannel(conversation)
        ? new Verdict.Moved(conversation, users, true)
        : new Verdict.Becomes(
            conversation,
            event.setMembersAdded(MembersAdded.newBuilder().addAllUsers(users)),
            users);
  }

  private Verdict remove(String conversation, Event.Builder event, List<String> users) {
    if (!users.stream().allMatch(user -> isMember(conversation, user))) {
      return new Verdict.Refused(Code.NOT_FOUND);
    }
    return isChannel(conversation)
        ? new Verdict.Moved(conversation, users, false)
        : new Verdict.Becomes(
            conversation,
            event.setMembersRemoved(MembersRemoved.newBuilder().addAllUsers(users)),
            users);
  }

  /// After the event, or at this head in a channel.
  void moved(String conversation, Collection<String> users, boolean member, long head, Instant at) {
    Map<String, Standing> changed = standings.computeIfAbsent(conversation, _ -> new HashMap<>());
    users.forEach(user -> changed.put(user, new Standing(member, head, at)));
  }

  /// When this user last came in or went.
  Instant movedAt(String conversation, String user) {
    return standing(conversation).getOrDefault(user, Standing.NONE).at();
  }

  /// A repeated request to make one makes the same.
  static String conversation(String sender, ClientFrame frame) {
    return switch (frame.getBodyCase()) {
      case CREATE_GROUP -> "g:" + coined(sender, frame.getCreateGroup().getClientMessageIdBytes());
      case CREATE_CHANNEL ->
          "c:" + coined(sender, frame.getCreateChannel().getClientMessageIdBytes());
      default -> Request.of(frame).lane();
    };
  }

  private static String coined(String sender, ByteString id) {
    UUID hash = UUID.nameUUIDFromBytes(id.concat(ByteString.copyFromUtf8(sender)).toByteArray());
    byte[] bits =
        ByteBuffer.allocate(ConversationId.COINED_BYTES)
            .putLong(hash.getMostSignificantBits())
            .putLong(hash.getLeastSignificantBits())
            .array();
    return ConversationId.group(bits).text().substring(2);
  }
}
