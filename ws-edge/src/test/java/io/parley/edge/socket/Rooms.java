package io.parley.edge.socket;

import com.google.protobuf.Timestamp;
import io.parley.history.ChannelRolls.Place;
import io.parley.history.ChannelRolls.Roll;
import io.parley.history.ChannelRolls.Tally;
import io.parley.history.Inboxes;
import io.parley.history.LogPosition;
import io.parley.history.NewEvent;
import io.parley.history.Standing;
import io.parley.history.Standing.Status;
import io.parley.history.memory.MemoryHistory;
import io.parley.ids.SnowflakeLayout;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.MembersRemoved;
import io.parley.protocol.v1.Profile;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.Roster;
import io.parley.protocol.v1.RosterMember;
import io.parley.protocol.v1.Settings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/// Groups and channels in a memory, written as a router writes them.
final class Rooms {
  private final MemoryHistory history;
  private long records;

  Rooms(MemoryHistory history) {
    this.history = history;
  }

  private static <T> T now(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  static String group(int number) {
    return ConversationId.group(bits(number)).text();
  }

  static String channel(int number) {
    return ConversationId.channel(bits(number)).text();
  }

  private static byte[] bits(int number) {
    byte[] bits = new byte[ConversationId.COINED_BYTES];
    bits[0] = (byte) (number >> 8);
    bits[1] = (byte) number;
    return bits;
  }

  /// The id of an event with this seq at this time.
  static long idOf(long seq, Instant at) {
    return SnowflakeLayout.firstIdAt(at) + seq;
  }

  /// Shows a roster; members in this order, the first of them its owner.
  Roster.Builder show(String conversation, String name, String... members) {
    boolean isGroup = conversation.startsWith("g:");
    Roster.Builder roster =
        Roster.newBuilder()
            .setVersion(1)
            .setMessageId(++records)
            .setProfile(
                Profile.newBuilder()
                    .setKind(isGroup ? Kind.GROUP : Kind.CHANNEL)
                    .setName(name)
                    .setPicture("picture-of-" + name)
                    .setMemberCount(members.length)
                    .setSettings(Settings.newBuilder().setAdd(Role.ADMIN)));
    for (int i = 0; i < members.length; i++) {
      roster.addMembers(
          RosterMember.newBuilder()
              .setUser(members[i])
              .setRole(i == 0 ? Role.OWNER : Role.MEMBER)
              .setSinceSeq(1));
    }
    show(conversation, roster);
    return roster;
  }

  void show(String conversation, Roster.Builder roster) {
    now(history.membership().rosters().show(conversation, roster.setMessageId(++records).build()));
  }

  void member(String conversation, String user, Role role) {
    stand(conversation, user, new Standing(Status.MEMBER, role, ++records, 0, 0, records, 0));
  }

  /// One whom a record of this time has let in.
  void cameIn(String conversation, String user, Instant at) {
    long id = SnowflakeLayout.firstIdAt(at) + ++records;
    stand(conversation, user, new Standing(Status.MEMBER, Role.MEMBER, id, 0, 0, records, 0));
  }

  void out(String conversation, String user, Status status, long untilSeq, long untilId) {
    stand(
        conversation,
        user,
        new Standing(status, Role.ROLE_UNSPECIFIED, ++records, untilSeq, untilId, records, 0));
  }

  private void stand(String conversation, String user, Standing standing) {
    Kind kind = conversation.startsWith("g:") ? Kind.GROUP : Kind.CHANNEL;
    now(history.membership().standings().put(conversation, kind, Map.of(user, standing)));
  }

  void touch(String conversation, String user, Instant at) {
    Kind kind = conversation.startsWith("g:") ? Kind.GROUP : Kind.DIRECT;
    now(history.inboxes().touch(List.of(new Inboxes.Touch(user, conversation, kind)), at));
  }

  /// Messages from the first seq to the last, all of this time.
  List<Event> messages(String conversation, long first, long last, Instant at) {
    List<Event> events = new ArrayList<>();
    for (long seq = first; seq <= last; seq++) {
      events.add(
          store(
              event(conversation, seq, at)
                  .setMessage(
                      ChatMessage.newBuilder().setText("m" + seq).setClientMessageId("c" + seq))));
    }
    return events;
  }

  Event removal(String conversation, long seq, String user, Instant at) {
    Profile shown =
        now(history.membership().rosters().profiles(List.of(conversation)))
            .getOrDefault(conversation, Profile.getDefaultInstance());
    return store(
        event(conversation, seq, at)
            .setMembersRemoved(
                MembersRemoved.newBuilder().addUsers(user).setName(shown.getName())));
  }

  private static Event.Builder event(String conversation, long seq, Instant at) {
    return Event.newBuilder()
        .setConversation(conversation)
        .setSeq(seq)
        .setMessageId(idOf(seq, at))
        .setSender("bob")
        .setAt(Timestamp.newBuilder().setSeconds(at.getEpochSecond()));
  }

  private Event store(Event.Builder event) {
    Event stored = event.build();
    NewEvent row = new NewEvent(stored, new LogPosition(1, 0, ++records), 1);
    now(history.log().append(stored.getConversation(), List.of(row)));
    return stored;
  }

  void place(String channel, Roll roll, long ordinal, String user, boolean present) {
    Place place = new Place(roll, ordinal, user, present, ++records);
    now(history.membership().rolls().put(channel, List.of(place)));
  }

  void count(String channel, long members) {
    now(history.membership().rolls().count(channel, new Tally(members, members, 0, ++records)));
  }
}
