package io.parley.router.core;

import io.parley.protocol.v1.Access;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Described;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.PictureSet;
import io.parley.protocol.v1.Profile;
import io.parley.protocol.v1.Renamed;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.Settings;
import io.parley.protocol.v1.SettingsChanged;
import io.parley.router.core.Decision.Refused;
import java.util.Optional;

/// Name, description, picture and settings, of groups and channels alike. Who asks is known to be a
/// member, or one of the staff.
final class ProfileRules {
  static final int NAME_MAX = 128;
  static final int DESCRIPTION_MAX = 1_024;
  private static final int PICTURE_MAX = 128;
  private static final int SLOW_MODE_MAX = 86_400;

  private ProfileRules() {}

  static Ruling rename(RosterView roster, Role asker, Command command) {
    String name = command.getRename().getName();
    return Ruling.unless(
        Fields.first(
            Fields.text("rename.name", name, 1, NAME_MAX),
            Rights.lacking("rename", asker, roster.settings().getEdit()),
            same("rename.name", roster.profile().getName(), name)),
        () -> Event.newBuilder().setRenamed(Renamed.newBuilder().setName(name)));
  }

  static Ruling describe(RosterView roster, Role asker, Command command) {
    String description = command.getDescribe().getDescription();
    return Ruling.unless(
        Fields.first(
            Fields.text("describe.description", description, 0, DESCRIPTION_MAX),
            Rights.lacking("describe", asker, roster.settings().getEdit()),
            same("describe.description", roster.profile().getDescription(), description)),
        () -> Event.newBuilder().setDescribed(Described.newBuilder().setDescription(description)));
  }

  static Ruling setPicture(RosterView roster, Role asker, Command command) {
    String picture = command.getSetPicture().getPicture();
    return Ruling.unless(
        Fields.first(
            isPicture(picture),
            Rights.lacking("setPicture", asker, roster.settings().getEdit()),
            same("setPicture.picture", roster.profile().getPicture(), picture)),
        () -> Event.newBuilder().setPictureSet(PictureSet.newBuilder().setPicture(picture)));
  }

  private static Optional<Refused> isPicture(String picture) {
    boolean allowed =
        picture.length() <= PICTURE_MAX
            && picture
                .chars()
                .allMatch(c ->
                    (c >= 'A' && c <= 'Z')
                        || (c >= 'a' && c <= 'z')
                        || (c >= '0' && c <= '9')
                        || c == '.'
                        || c == '_'
                        || c == '-');
    return allowed
        ? Optional.empty()
        : Fields.invalid(
            "setPicture.picture: no media id (expected: at most %d of [A-Za-z0-9._-])"
                .formatted(PICTURE_MAX));
  }

  private static Optional<Refused> same(String field, String before, String after) {
    return before.equals(after)
        ? Fields.conflict(field + ": it is that already")
        : Optional.empty();
  }

  static Ruling changeSettings(RosterView roster, Role asker, Command command) {
    Settings wanted = command.getChangeSettings().getSettings();
    Settings before = roster.settings();
    Settings after = merged(before, wanted);
    Profile profile = roster.profile();
    return Ruling.unless(
        Fields.first(
            allowed(profile.getKind(), wanted),
            Rights.lacking("changeSettings", asker, before.getEdit()),
            mayChange(asker, before, after),
            before.equals(after)
                ? Fields.conflict("changeSettings.settings: nothing changes")
                : Optional.empty()),
        () ->
            Event.newBuilder().setSettingsChanged(SettingsChanged.newBuilder().setSettings(after)));
  }

  /// What is unset stays as it is.
  private static Settings merged(Settings before, Settings wanted) {
    Settings.Builder after = before.toBuilder();
    if (wanted.getSend() != Role.ROLE_UNSPECIFIED) {
      after.setSend(wanted.getSend());
    }
    if (wanted.getAdd() != Role.ROLE_UNSPECIFIED) {
      after.setAdd(wanted.getAdd());
    }
    if (wanted.getEdit() != Role.ROLE_UNSPECIFIED) {
      after.setEdit(wanted.getEdit());
    }
    if (wanted.getAccess() != Access.ACCESS_UNSPECIFIED) {
      after.setAccess(wanted.getAccess());
    }
    if (wanted.hasSlowMode()) {
      after.setSlowMode(wanted.getSlowMode());
      if (wanted.getSlowMode().getSeconds() == 0) {
        after.clearSlowMode();
      }
    }
    return after.build();
  }

  private static Optional<Refused> allowed(Kind kind, Settings wanted) {
    int slow = wanted.getSlowMode().getSeconds();
    return Fields.first(
        role(kind, "send", wanted.getSend()),
        role(kind, "add", wanted.getAdd()),
        role(kind, "edit", wanted.getEdit()),
        access(kind, wanted.getAccess()),
        slow >= 0 && slow <= SLOW_MODE_MAX
            ? Optional.empty()
            : Fields.invalid(
                "changeSettings.settings.slowMode: %d s (expected: 0 to %,d)"
                    .formatted(slow, SLOW_MODE_MAX)));
  }

  private static Optional<Refused> role(Kind kind, String field, Role role) {
    boolean allowed =
        switch (role) {
          case ROLE_UNSPECIFIED, OWNER, ADMIN -> true;
          case MEMBER -> kind == Kind.GROUP;
          case UNRECOGNIZED -> false;
        };
    return allowed
        ? Optional.empty()
        : Fields.invalid(
            "changeSettings.settings.%s: %s (expected: %s)"
                .formatted(
                    field, role, kind == Kind.GROUP ? "OWNER, ADMIN or MEMBER" : "OWNER or ADMIN"));
  }

  private static Optional<Refused> access(Kind kind, Access access) {
    Access open = kind == Kind.GROUP ? Access.BY_REQUEST : Access.OPEN;
    return access == Access.ACCESS_UNSPECIFIED || access == Access.CLOSED || access == open
        ? Optional.empty()
        : Fields.invalid(
            "changeSettings.settings.access: %s (expected: CLOSED or %s)".formatted(access, open));
  }

  /// Who may do what, and who may come in, is not for everybody who may edit; and what is kept for
  /// owners, or is to be, is theirs alone.
  private static Optional<Refused> mayChange(Role asker, Settings before, Settings after) {
    boolean rights =
        before.getSend() != after.getSend()
            || before.getAdd() != after.getAdd()
            || before.getEdit() != after.getEdit();
    boolean owners =
        concernsOwners(before.getSend(), after.getSend())
            || concernsOwners(before.getAdd(), after.getAdd())
            || concernsOwners(before.getEdit(), after.getEdit());
    if (owners) {
      return Rights.lacking("changeSettings.settings: what is for owners", asker, Role.OWNER);
    }
    return rights || before.getAccess() != after.getAccess()
        ? Rights.lacking("changeSettings.settings: send, add, edit, access", asker, Role.ADMIN)
        : Optional.empty();
  }

  private static boolean concernsOwners(Role before, Role after) {
    return before != after && (before == Role.OWNER || after == Role.OWNER);
  }
}
