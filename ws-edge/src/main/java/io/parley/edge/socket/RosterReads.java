package io.parley.edge.socket;

import io.parley.edge.socket.Action.MemberPosition;
import io.parley.history.ChannelRolls;
import io.parley.history.ChannelRolls.Roll;
import io.parley.history.ChannelRolls.Tally;
import io.parley.history.Membership;
import io.parley.history.Standing;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Info;
import io.parley.protocol.v1.MemberItem;
import io.parley.protocol.v1.MemberList;
import io.parley.protocol.v1.Profile;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.Roster;
import io.parley.protocol.v1.RosterMember;
import io.parley.protocol.v1.ServerFrame;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/// What groups and channels are and who is in them, for their members. Any thread.
final class RosterReads {
  private final Membership membership;
  private final ReadRights rights;

  RosterReads(Membership membership, ReadRights rights) {
    this.membership = membership;
    this.rights = rights;
  }

  /// A roster as one of its members sees it, and what was read beside it.
  private record Seen<T>(Roster roster, T beside, Standing by) {
    Profile profile() {
      return roster.getProfile();
    }

    /// The smaller number may more.
    boolean mayAdd() {
      int least = profile().getSettings().getAddValue();
      return by.role() != Role.ROLE_UNSPECIFIED && by.role().getNumber() <= least;
    }
  }

  /// How the user stands to it is read last: whoever is removed stands so before anything later is
  /// stored, so what is not hers any more is always found out.
  private <T> CompletionStage<Seen<T>> seen(
      String user, ConversationId conversation, String field, CompletionStage<T> beside) {
    return membership
        .rosters()
        .shown(conversation.text())
        .thenCompose(shown ->
            beside.thenCompose(read ->
                rights
                    .of(user, conversation)
                    .thenApply(standing -> byMember(field, shown, read, standing))));
  }

  private static <T> Seen<T> byMember(
      String field, Optional<Roster> shown, T beside, Standing standing) {
    Roster roster = shown.orElseThrow(() -> new RefusedException(FieldRules.noConversation(field)));
    if (!standing.isMember()) {
      throw new RefusedException(FieldRules.notAMember(field));
    }
    return new Seen<>(roster, beside, standing);
  }

  // ---- what it is ----

  CompletionStage<ServerFrame.Builder> info(String user, Action.GetInfo read) {
    return seen(user, read.conversation(), "info.conversation", tally(read.conversation()))
        .thenApply(
            seen -> ServerFrame.newBuilder().setInfo(info(read.conversation().text(), seen)));
  }

  /// Of a channel; a group's roster says how many there are.
  private CompletionStage<Optional<Tally>> tally(ConversationId conversation) {
    return switch (conversation) {
      case ConversationId.Channel channel ->
          membership
              .rolls()
              .tally(channel.text())
              .thenApply(tally -> Optional.of(tally.orElse(Tally.NONE)));
      case ConversationId.Group _, ConversationId.Direct _ ->
          CompletableFuture.completedStage(Optional.empty());
    };
  }

  static int memberCount(Tally tally) {
    return Math.clamp(tally.members(), 0, Integer.MAX_VALUE);
  }

  private static Info info(String conversation, Seen<Optional<Tally>> seen) {
    Profile profile = seen.profile();
    int counted = seen.beside().map(RosterReads::memberCount).orElse(profile.getMemberCount());
    Info.Builder info =
        Info.newBuilder()
            .setConversation(conversation)
            .setKind(profile.getKind())
            .setName(profile.getName())
            .setDescription(profile.getDescription())
            .setPicture(profile.getPicture())
            .setSettings(profile.getSettings())
            .setMemberCount(counted)
            .setRole(seen.by().role());
    if (profile.hasCreatedAt()) {
      info.setCreatedAt(profile.getCreatedAt());
    }
    if (seen.mayAdd()) {
      addWhoMayComeIn(info, conversation, seen.roster());
    }
    return info.build();
  }

  /// A link lets in whoever knows it, so nobody sees one who could not let others in.
  private static void addWhoMayComeIn(Info.Builder info, String conversation, Roster roster) {
    for (var link : roster.getLinksList()) {
      var shown =
          info.addLinksBuilder()
              .setLinkId(link.getLinkId())
              .setLink(conversation + "." + link.getSecret())
              .setCreator(link.getCreator())
              .setApproval(link.getApproval());
      if (link.hasExpiresAt()) {
        shown.setExpiresAt(link.getExpiresAt());
      }
    }
    for (var request : roster.getRequestsList()) {
      info.addRequestsBuilder()
          .setUser(request.getUser())
          .setAt(request.getAt())
          .setLinkId(request.getLinkId());
    }
  }

  // ---- who is in it ----

  CompletionStage<ServerFrame.Builder> members(String user, Action.ListMembers read) {
    return switch (read.conversation()) {
      case ConversationId.Group _, ConversationId.Direct _ ->
          members(user, read, CompletableFuture.completedStage(""), RosterReads::ofGroup);
      case ConversationId.Channel channel ->
          members(user, read, page(channel, read), RosterReads::ofChannel);
    };
  }

  private <T> CompletionStage<ServerFrame.Builder> members(
      String user,
      Action.ListMembers read,
      CompletionStage<T> beside,
      BiFunction<Action.ListMembers, Seen<T>, MemberList.Builder> list) {
    return seen(user, read.conversation(), "members.conversation", beside)
        .thenApply(seen -> list.apply(read, seen).setConversation(read.conversation().text()))
        .thenApply(members -> ServerFrame.newBuilder().setMembers(members));
  }

  /// Members come and go between two pages: the next one begins after the last member of the one
  /// before, or, if he has gone, with those who came in together with him. So somebody may be told
  /// twice, and nobody is left out.
  private static MemberList.Builder ofGroup(Action.ListMembers read, Seen<?> seen) {
    MemberPosition from = read.from();
    List<RosterMember> all = seen.roster().getMembersList();
    int first = 0;
    for (int i = 0; i < all.size(); i++) {
      RosterMember member = all.get(i);
      if (member.getSinceSeq() < from.place()) {
        first = i + 1;
      } else if (member.getSinceSeq() == from.place() && member.getUser().equals(from.user())) {
        first = i + 1;
        break;
      }
    }
    int end = Math.min(all.size(), first + read.limit());
    MemberList.Builder list = MemberList.newBuilder();
    for (RosterMember member : all.subList(first, end)) {
      list.addItems(item(member.getUser(), member.getRole()));
    }
    if (end < all.size()) {
      RosterMember last = all.get(end - 1);
      list.setNextPageToken(PageToken.of(new MemberPosition(last.getSinceSeq(), last.getUser())));
    }
    return list;
  }

  private CompletionStage<ChannelRolls.Page> page(
      ConversationId.Channel channel, Action.ListMembers read) {
    Roll roll = read.banned() ? Roll.BANNED : Roll.MEMBERS;
    return membership.rolls().page(channel.text(), roll, read.from().place(), read.limit());
  }

  private static MemberList.Builder ofChannel(
      Action.ListMembers read, Seen<ChannelRolls.Page> seen) {
    if (read.banned() && !seen.mayAdd()) {
      throw new RefusedException(
          new Refused(
              Code.FORBIDDEN, "members.banned: for those who may add members (settings.add)"));
    }
    Map<String, Role> staff = new HashMap<>();
    seen.roster().getMembersList().forEach(member -> staff.put(member.getUser(), member.getRole()));
    MemberList.Builder list = MemberList.newBuilder();
    for (var place : seen.beside().items()) {
      Role role =
          read.banned() ? Role.ROLE_UNSPECIFIED : staff.getOrDefault(place.user(), Role.MEMBER);
      list.addItems(item(place.user(), role));
    }
    if (seen.beside().next() >= 0) {
      list.setNextPageToken(PageToken.of(new MemberPosition(seen.beside().next(), "")));
    }
    return list;
  }

  private static MemberItem item(String user, Role role) {
    return MemberItem.newBuilder().setUser(user).setRole(role).build();
  }
}
