package io.parley.edge.socket;

import io.parley.edge.EdgeMetrics;
import io.parley.edge.UserDirectory;
import io.parley.edge.socket.Action.MovedPosition;
import io.parley.history.HistoryReader;
import io.parley.history.Inboxes;
import io.parley.history.ManyReads;
import io.parley.history.Membership;
import io.parley.history.Standing;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.ConversationList;
import io.parley.protocol.v1.Heads;
import io.parley.protocol.v1.Mark;
import io.parley.protocol.v1.ServerFrame;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// What devices read: history, lists, rosters, and what moved; and what has to be read before some
/// of their commands are written. No more at a time, over all sockets, than configured, nor of one
/// user; one more fails with a time to retry. What a device missed has a bound of its own, so that
/// reading history keeps nobody from being welcomed. Any thread; stages complete on the drivers'.
///
/// The answers are bounded in bytes, so that a socket may have several under way: a page ends early
/// where its events are long, and says that there is more.
final class Reads {
  /// Of what a page lists, on the wire of either subprotocol. While it is made, a list of
  /// conversations holds besides no more than [ItemReads#AT_ONCE] items.
  static final int BYTES_MAX = 64 * 1024;

  /// Rows of an inbox that one answer looks through. Of a larger inbox, what moved is told in more
  /// pages, and lists rank so many conversations ([ConversationPages]).
  static final int ROWS_MAX = 20_000;

  /// Channels that a user may be in, and whose heads are read for one answer.
  static final int CHANNELS_MAX = 500;

  /// Rows of channels in an inbox, beyond which others add none: a look goes through more
  /// ([ChannelLooks]), so nobody who lets somebody in and removes her, or bans her, over and over
  /// can take from her what it finds.
  static final int ROWS_BY_OTHERS = 2 * CHANNELS_MAX;

  /// One for each device a user may have (docs/accounts.md): all may come back, or read, together.
  static final int OF_USER_MAX = 20;

  /// Small reads of which one answer needs many: as many of one answer are under way.
  private static final int OF_ONE_ANSWER = 16;

  /// Inboxes that are looked through for one command.
  private static final int INBOXES_AT_ONCE = 4;

  private final ReadRights rights;
  private final Timelines timelines;
  private final InboxReads inboxes;
  private final RosterReads rosters;
  private final ChannelHeads heads;
  private final ManyReads many;

  /// Apart from those: each takes as long as several, and nobody's hello is to wait for them.
  private final ManyReads rooms;

  private final ReadBound asked;
  private final ReadBound catchUps;
  private final ReadBound marks;

  /// Of one user alone: those of a crowd that marks one message share a read.
  private final ReadBound markers;

  /// What is read from.
  record Memory(HistoryReader history, Inboxes inboxes, Membership membership) {}

  Reads(Memory memory, int readsMax, int catchUpsMax, EdgeMetrics metrics) {
    this.many = new ManyReads(OF_ONE_ANSWER, metrics::smallReadRefused);
    this.rooms = new ManyReads(INBOXES_AT_ONCE, metrics::smallReadRefused);
    this.rights = new ReadRights(memory.membership());
    this.timelines = new Timelines(memory.history(), rights);
    this.inboxes = new InboxReads(memory, many);
    this.rosters = new RosterReads(memory.membership(), rights);
    this.heads = new ChannelHeads(memory.history(), readsMax);
    this.asked = new ReadBound(readsMax, OF_USER_MAX);
    this.catchUps = new ReadBound(catchUpsMax, OF_USER_MAX);
    this.marks = new ReadBound(readsMax, OF_USER_MAX);
    this.markers = new ReadBound(Integer.MAX_VALUE, OF_USER_MAX);
  }

  CompletionStage<ServerFrame.Builder> before(String user, Action.ReadBefore read) {
    return asked.within(user, () -> timelines.before(user, read));
  }

  CompletionStage<ServerFrame.Builder> after(String user, Action.ReadAfter read) {
    return asked.within(user, () -> timelines.after(user, read));
  }

  CompletionStage<ServerFrame.Builder> list(String user, Action.ListConversations read) {
    ConversationPages.Wanted wanted =
        new ConversationPages.Wanted(user, read.from(), read.limit(), BYTES_MAX, read.which());
    return asked.within(
        user,
        () ->
            inboxes
                .list(wanted)
                .thenApply(
                    (ConversationList page) -> ServerFrame.newBuilder().setConversations(page)));
  }

  CompletionStage<ServerFrame.Builder> info(String user, Action.GetInfo read) {
    return asked.within(user, () -> rosters.info(user, read));
  }

  CompletionStage<ServerFrame.Builder> members(String user, Action.ListMembers read) {
    return asked.within(user, () -> rosters.members(user, read));
  }

  /// What moved, for a device that asks.
  CompletionStage<Heads> moved(String user, MovedPosition from, int limit) {
    return asked.within(user, () -> inboxes.moved(user, from, limit));
  }

  /// The same, as a device has to be told it to go on.
  CompletionStage<Heads> missed(String user, Instant since) {
    return catchUps.within(
        user, () -> inboxes.moved(user, MovedPosition.since(since), FieldRules.PAGE_MAX));
  }

  // ---- before a command ----

  /// The first of these who does not exist; empty: all do.
  ///
  /// @param user who names them
  CompletionStage<Optional<String>> firstUnknown(
      String user, List<String> named, UserDirectory directory) {
    return asked.within(user, () -> firstNot(named, many, directory::exists));
  }

  /// The first of these who may not come into this channel, since she is in as many others as one
  /// may be, or others let her in and her inbox has rows of too many; empty: all may. Who is in it
  /// already may: a request that is repeated was done.
  ///
  /// @param user who names them
  CompletionStage<Optional<String>> firstWithoutRoom(
      String user, List<String> named, String channel) {
    return asked.within(
        user,
        () -> firstNot(named, rooms, each -> inboxes.hasRoomFor(each, channel, each.equals(user))));
  }

  /// The first of these in whose inbox there is no room for a ban from this channel; empty: there
  /// is in all. Who was ever in it can always be banned.
  ///
  /// @param user who names them
  CompletionStage<Optional<String>> firstWithoutRoomForBan(
      String user, List<String> named, String channel) {
    return asked.within(
        user, () -> firstNot(named, rooms, each -> inboxes.hasRoomForBan(each, channel)));
  }

  private static CompletionStage<Optional<String>> firstNot(
      List<String> named, ManyReads reads, Function<String, CompletionStage<Boolean>> check) {
    return reads
        .each(named, check)
        .thenApply(checked -> {
          int not = checked.indexOf(false);
          return not < 0 ? Optional.empty() : Optional.of(named.get(not));
        });
  }

  /// Fails with a [RefusedException] unless the user has this group or channel in her list.
  ///
  /// @param field that names it
  CompletionStage<Standing> listed(String user, ConversationId conversation, String field) {
    return asked.within(
        user,
        () ->
            switch (conversation) {
              case ConversationId.Channel _ -> rights.ofMember(user, conversation, field);
              case ConversationId.Group _, ConversationId.Direct _ ->
                  rights.ofReader(user, conversation, field);
            });
  }

  // ---- channels ----

  /// Where they stand, read once for all who ask together.
  ChannelHeads channelHeads() {
    return heads;
  }

  /// A mark of a member's, no further than the channel goes. Fails with a [RefusedException] for
  /// who is no member. What it reads has bounds of its own: a crowd that marks one message keeps
  /// nobody from reading history.
  ///
  /// @param isMember known already, else the memory is asked
  CompletionStage<Mark> marked(
      String user, ConversationId.Channel channel, Mark mark, boolean isMember) {
    String field = "mark.conversation";
    long furthest = Math.max(mark.getRead(), mark.getDelivered());
    CompletionStage<?> allowed =
        isMember
            ? CompletableFuture.completedStage(null)
            : marks.within(user, () -> rights.ofMember(user, channel, field));
    return allowed
        .thenCompose(_ -> markers.within(user, () -> heads.reaching(channel.text(), furthest)))
        .thenCompose(head ->
            head.getSeq() == 0
                ? ReadRights.refused(FieldRules.noConversation(field))
                : CompletableFuture.completedStage(ChannelHeads.upTo(head, mark)));
  }
}
