package io.parley.edge.socket;

import static io.parley.edge.socket.FieldRules.unsupported;
import static io.parley.edge.socket.Refused.invalid;

import io.parley.edge.socket.RosterRules.Request;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Access;
import io.parley.protocol.v1.ChangeSettings;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.CreateLink;
import io.parley.protocol.v1.Describe;
import io.parley.protocol.v1.Rename;
import io.parley.protocol.v1.RevokeLink;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.SetPicture;
import io.parley.protocol.v1.Settings;
import java.util.Optional;

/// What may be asked about groups and channels themselves: how they are called, what their members
/// may do, and which links lead to them. Pure.
final class ProfileRules {
  private static final int LINK_ID_LENGTH = 12;
  private static final int SLOW_MODE_MAX = 86_400;

  private ProfileRules() {}

  static Action rename(Rename rename) {
    Command.Builder command = Command.newBuilder().setRename(rename);
    return RosterRules.change(
        new Request("rename", rename.getConversation(), rename.getClientMessageId(), command),
        _ -> FieldRules.name("rename.name", rename.getName()));
  }

  static Action describe(Describe describe) {
    Command.Builder command = Command.newBuilder().setDescribe(describe);
    return RosterRules.change(
        new Request("describe", describe.getConversation(), describe.getClientMessageId(), command),
        _ -> FieldRules.description("describe.description", describe.getDescription()));
  }

  static Action setPicture(SetPicture set) {
    Command.Builder command = Command.newBuilder().setSetPicture(set);
    return RosterRules.change(
        new Request("setPicture", set.getConversation(), set.getClientMessageId(), command),
        _ -> FieldRules.picture("setPicture.picture", set.getPicture()));
  }

  static Action changeSettings(ChangeSettings change) {
    Command.Builder command = Command.newBuilder().setChangeSettings(change);
    return RosterRules.change(
        new Request(
            "changeSettings", change.getConversation(), change.getClientMessageId(), command),
        conversation -> settings("changeSettings.settings", change.getSettings(), conversation));
  }

  private static Optional<Refused> settings(
      String field, Settings settings, ConversationId conversation) {
    boolean isChannel = conversation instanceof ConversationId.Channel;
    int seconds = settings.getSlowMode().getSeconds();
    return FieldRules.firstOf(
        FieldRules.when(
            settings.equals(Settings.getDefaultInstance()),
            () -> invalid(field, "nothing", "one setting at least")),
        role(field + ".send", settings.getSend(), isChannel),
        role(field + ".add", settings.getAdd(), isChannel),
        role(field + ".edit", settings.getEdit(), isChannel),
        isChannel
            ? accessOfChannel(field + ".access", settings.getAccess())
            : accessOfGroup(field + ".access", settings.getAccess()),
        FieldRules.when(
            seconds < 0 || seconds > SLOW_MODE_MAX,
            () -> invalid(field + ".slowMode.seconds", "" + seconds, "0 to " + SLOW_MODE_MAX)));
  }

  /// Where members are millions, only the staff writes.
  private static Optional<Refused> role(String field, Role role, boolean isChannel) {
    return FieldRules.when(
        isChannel && role == Role.MEMBER,
        () -> invalid(field, "MEMBER in a channel", "OWNER or ADMIN"));
  }

  static Optional<Refused> accessOfChannel(String field, Access access) {
    return FieldRules.when(
        access == Access.BY_REQUEST,
        () -> invalid(field, "BY_REQUEST in a channel", "CLOSED or OPEN"));
  }

  private static Optional<Refused> accessOfGroup(String field, Access access) {
    return FieldRules.when(
        access == Access.OPEN, () -> invalid(field, "OPEN in a group", "CLOSED or BY_REQUEST"));
  }

  static Action createLink(CreateLink create) {
    Command.Builder command = Command.newBuilder().setCreateLink(create);
    return RosterRules.change(
        new Request("createLink", create.getConversation(), create.getClientMessageId(), command),
        conversation ->
            FieldRules.when(
                create.getApproval() && conversation instanceof ConversationId.Channel,
                () -> unsupported("createLink.approval", "not in a channel")));
  }

  static Action revokeLink(RevokeLink revoke) {
    Command.Builder command = Command.newBuilder().setRevokeLink(revoke);
    String id = revoke.getLinkId();
    boolean isLinkId = id.length() == LINK_ID_LENGTH && id.chars().allMatch(FieldRules::isOfSecret);
    return RosterRules.change(
        new Request("revokeLink", revoke.getConversation(), revoke.getClientMessageId(), command),
        _ ->
            FieldRules.when(
                !isLinkId,
                () ->
                    invalid(
                        "revokeLink.linkId", "no link id", LINK_ID_LENGTH + " of [A-Za-z0-9_-]")));
  }
}
