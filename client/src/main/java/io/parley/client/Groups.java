package io.parley.client;

import io.parley.protocol.v1.Access;
import io.parley.protocol.v1.AddMembers;
import io.parley.protocol.v1.AnswerRequests;
import io.parley.protocol.v1.Ban;
import io.parley.protocol.v1.ChangeSettings;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.CreateChannel;
import io.parley.protocol.v1.CreateGroup;
import io.parley.protocol.v1.CreateLink;
import io.parley.protocol.v1.Describe;
import io.parley.protocol.v1.GetInfo;
import io.parley.protocol.v1.Info;
import io.parley.protocol.v1.Join;
import io.parley.protocol.v1.Leave;
import io.parley.protocol.v1.ListMembers;
import io.parley.protocol.v1.MemberList;
import io.parley.protocol.v1.RemoveMembers;
import io.parley.protocol.v1.Rename;
import io.parley.protocol.v1.RevokeLink;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.Sent;
import io.parley.protocol.v1.ServerFrame;
import io.parley.protocol.v1.SetPicture;
import io.parley.protocol.v1.SetRole;
import io.parley.protocol.v1.Settings;
import io.parley.protocol.v1.Unban;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Groups and channels: making them, who is in them, and how they are. To say something in one is
/// [ParleyClient#send], as anywhere.
///
/// What changes something has a clientMessageId of its own and is made again, within the time of a
/// call, when its answer is lost or the server says `UNAVAILABLE` or `RATE_LIMITED`: the server
/// does it once. Only who comes into a channel or goes is asked for no second time once it may have
/// been done: in between somebody may have wanted the opposite. Changes of one conversation are
/// made in the order of the calls. Each fails with a [RefusedException]; see
/// [RefusedException#mayBeDone].
///
/// The event that a change makes comes by [ClientListener#onEvent] in its turn, on this device too;
/// it may come before or after the future completes.
public final class Groups {
  private final Function<ClientFrame, CompletableFuture<ServerFrame>> calls;

  Groups(Function<ClientFrame, CompletableFuture<ServerFrame>> calls) {
    this.calls = calls;
  }

  /// This user is its owner, and a member without being named.
  public CompletableFuture<Sent> createGroup(String name, List<String> members) {
    CreateGroup.Builder create = CreateGroup.newBuilder().setName(name).addAllMembers(members);
    return change(frame().setCreateGroup(create.setClientMessageId(id())));
  }

  /// @param access `OPEN`: who knows it may join; `CLOSED`
  public CompletableFuture<Sent> createChannel(String name, Access access) {
    CreateChannel.Builder create = CreateChannel.newBuilder().setName(name).setAccess(access);
    return change(frame().setCreateChannel(create.setClientMessageId(id())));
  }

  /// All of them or none.
  public CompletableFuture<Sent> addMembers(String conversation, List<String> users) {
    AddMembers.Builder add =
        AddMembers.newBuilder().setConversation(conversation).addAllUsers(users);
    return change(frame().setAddMembers(add.setClientMessageId(id())));
  }

  /// All of them or none.
  public CompletableFuture<Sent> removeMembers(String conversation, List<String> users) {
    RemoveMembers.Builder remove =
        RemoveMembers.newBuilder().setConversation(conversation).addAllUsers(users);
    return change(frame().setRemoveMembers(remove.setClientMessageId(id())));
  }

  public CompletableFuture<Sent> leave(String conversation) {
    Leave.Builder leave = Leave.newBuilder().setConversation(conversation);
    return change(frame().setLeave(leave.setClientMessageId(id())));
  }

  public CompletableFuture<Sent> rename(String conversation, String name) {
    Rename.Builder rename = Rename.newBuilder().setConversation(conversation).setName(name);
    return change(frame().setRename(rename.setClientMessageId(id())));
  }

  public CompletableFuture<Sent> describe(String conversation, String description) {
    Describe.Builder describe =
        Describe.newBuilder().setConversation(conversation).setDescription(description);
    return change(frame().setDescribe(describe.setClientMessageId(id())));
  }

  /// @param picture the id of an upload; empty: none
  public CompletableFuture<Sent> setPicture(String conversation, String picture) {
    SetPicture.Builder set =
        SetPicture.newBuilder().setConversation(conversation).setPicture(picture);
    return change(frame().setSetPicture(set.setClientMessageId(id())));
  }

  public CompletableFuture<Sent> setRole(String conversation, String user, Role role) {
    SetRole.Builder set =
        SetRole.newBuilder().setConversation(conversation).setUser(user).setRole(role);
    return change(frame().setSetRole(set.setClientMessageId(id())));
  }

  /// @param settings what is unset in them stays as it is
  public CompletableFuture<Sent> changeSettings(String conversation, Settings settings) {
    ChangeSettings.Builder change =
        ChangeSettings.newBuilder().setConversation(conversation).setSettings(settings);
    return change(frame().setChangeSettings(change.setClientMessageId(id())));
  }

  /// Into a channel that is open, or asks to be let in by a group that takes requests.
  public CompletableFuture<Sent> join(String conversation) {
    return join(Join.newBuilder().setConversation(conversation));
  }

  /// As [#createLink] gave it. Where the link says so, it asks to be let in; the answer is the
  /// same.
  public CompletableFuture<Sent> joinByLink(String link) {
    return join(Join.newBuilder().setLink(link));
  }

  private CompletableFuture<Sent> join(Join.Builder join) {
    return change(frame().setJoin(join.setClientMessageId(id())));
  }

  /// Answers requests to be let in; [#info] has them.
  ///
  /// @param approve lets them in; else they are declined
  public CompletableFuture<Sent> answerRequests(
      String conversation, List<String> users, boolean approve) {
    AnswerRequests.Builder answer =
        AnswerRequests.newBuilder()
            .setConversation(conversation)
            .addAllUsers(users)
            .setApprove(approve);
    return change(frame().setAnswerRequests(answer.setClientMessageId(id())));
  }

  /// What lets in whoever has it.
  ///
  /// @param expiresAt null: it does not
  /// @param approval who uses it only asks to be let in; not in channels
  public CompletableFuture<String> createLink(
      String conversation, @Nullable Instant expiresAt, boolean approval) {
    CreateLink.Builder create =
        CreateLink.newBuilder().setConversation(conversation).setApproval(approval);
    if (expiresAt != null) {
      create.setExpiresAt(Times.timestamp(expiresAt));
    }
    return change(frame().setCreateLink(create.setClientMessageId(id()))).thenApply(Sent::getLink);
  }

  public CompletableFuture<Sent> revokeLink(String conversation, String linkId) {
    RevokeLink.Builder revoke =
        RevokeLink.newBuilder().setConversation(conversation).setLinkId(linkId);
    return change(frame().setRevokeLink(revoke.setClientMessageId(id())));
  }

  /// Keeps these out of a channel, whether they are members or not.
  public CompletableFuture<Sent> ban(String channel, List<String> users) {
    Ban.Builder ban = Ban.newBuilder().setConversation(channel).addAllUsers(users);
    return change(frame().setBan(ban.setClientMessageId(id())));
  }

  public CompletableFuture<Sent> unban(String channel, List<String> users) {
    Unban.Builder unban = Unban.newBuilder().setConversation(channel).addAllUsers(users);
    return change(frame().setUnban(unban.setClientMessageId(id())));
  }

  public CompletableFuture<Info> info(String conversation) {
    GetInfo info = GetInfo.newBuilder().setConversation(conversation).build();
    return calls.apply(frame().setInfo(info).build()).thenApply(ServerFrame::getInfo);
  }

  /// A page of its members.
  ///
  /// @param pageToken the `nextPageToken` of the page before; empty: the first
  public CompletableFuture<MemberList> members(String conversation, int limit, String pageToken) {
    return list(conversation, limit, pageToken, false);
  }

  /// A page of those who are kept out of a channel; for its owners and admins.
  public CompletableFuture<MemberList> banned(String channel, int limit, String pageToken) {
    return list(channel, limit, pageToken, true);
  }

  private CompletableFuture<MemberList> list(
      String conversation, int limit, String pageToken, boolean banned) {
    ListMembers list =
        ListMembers.newBuilder()
            .setConversation(conversation)
            .setLimit(limit)
            .setPageToken(pageToken)
            .setBanned(banned)
            .build();
    return calls.apply(frame().setMembers(list).build()).thenApply(ServerFrame::getMembers);
  }

  private CompletableFuture<Sent> change(ClientFrame.Builder frame) {
    return calls.apply(frame.build()).thenApply(ServerFrame::getSent);
  }

  private static ClientFrame.Builder frame() {
    return ClientFrame.newBuilder();
  }

  private static String id() {
    return UUID.randomUUID().toString();
  }
}
