package io.parley.router.core;

import com.google.protobuf.Timestamp;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.CreateLink;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.LinkCreated;
import io.parley.protocol.v1.LinkRevoked;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.RosterLink;
import io.parley.router.core.Decision.Refused;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/// Links that let in: `<conversation>.<secret>`. Everybody may know a link's id, which is made of
/// its secret and tells nothing of it.
final class Links {
  private static final int LINKS_MAX = 16;
  private static final int SECRET_LENGTH = 22;
  private static final int ID_LENGTH = 12;

  /// The last second that a timestamp can name.
  private static final long SECONDS_MAX = 253_402_300_799L;

  private static final Refused NO_LINK =
      Refused.because(Code.NOT_FOUND, "link: no such link (revoked, or never there)");

  private Links() {}

  /// @param now the time of the event to come
  static Ruling create(RosterView roster, Role asker, Command command, Timestamp now) {
    CreateLink wanted = command.getCreateLink();
    String secret = command.getLinkSecret();
    return Ruling.unless(
        Fields.first(
            mayExpire(wanted, now),
            wanted.getApproval() && roster.profile().getKind() == Kind.CHANNEL
                ? Optional.of(
                    Refused.because(Code.UNSUPPORTED, "createLink.approval: not in a channel"))
                : Optional.empty(),
            isSecret(secret)
                ? Optional.empty()
                : Fields.invalid(
                    "linkSecret: no secret (expected: %d of [A-Za-z0-9_-])"
                        .formatted(SECRET_LENGTH)),
            Rights.lacking("createLink", asker, roster.settings().getAdd()),
            room(roster, now),
            roster.link(idOf(secret)).isPresent()
                ? Fields.conflict("linkSecret: it is a link's already")
                : Optional.empty()),
        () -> Event.newBuilder().setLinkCreated(link(wanted, secret)));
  }

  private static LinkCreated link(CreateLink wanted, String secret) {
    LinkCreated.Builder created =
        LinkCreated.newBuilder().setLinkId(idOf(secret)).setApproval(wanted.getApproval());
    if (wanted.hasExpiresAt()) {
      created.setExpiresAt(wanted.getExpiresAt());
    }
    return created.build();
  }

  private static Optional<Refused> mayExpire(CreateLink wanted, Timestamp now) {
    if (!wanted.hasExpiresAt()) {
      return Optional.empty();
    }
    Timestamp at = wanted.getExpiresAt();
    boolean isTime =
        at.getSeconds() >= 0
            && at.getSeconds() <= SECONDS_MAX
            && at.getNanos() >= 0
            && at.getNanos() < 1_000_000_000;
    return isTime && EventIds.msOf(at) > EventIds.msOf(now)
        ? Optional.empty()
        : Fields.invalid("createLink.expiresAt: not in the future (expected: later than now)");
  }

  /// What has expired makes room.
  private static Optional<Refused> room(RosterView roster, Timestamp now) {
    long alive =
        roster.roster().getLinksList().stream()
            .filter(link -> !RosterFold.isExpired(link, now))
            .count();
    return alive < LINKS_MAX
        ? Optional.empty()
        : Fields.conflict("createLink: %d links already (revoke one)".formatted(LINKS_MAX));
  }

  static Ruling revoke(RosterView roster, Role asker, Command command) {
    String id = command.getRevokeLink().getLinkId();
    return Ruling.unless(
        Fields.first(
            Rights.lacking("revokeLink", asker, roster.settings().getAdd()),
            roster.link(id).isPresent()
                ? Optional.empty()
                : Optional.of(
                    Refused.because(
                        Code.NOT_FOUND, "revokeLink.linkId: no such link (revoked, or expired)"))),
        () -> Event.newBuilder().setLinkRevoked(LinkRevoked.newBuilder().setLinkId(id)));
  }

  /// What a link that somebody came with is.
  sealed interface Used {
    record Valid(RosterLink link) implements Used {}

    record Invalid(Refused refused) implements Used {}
  }

  static Used use(RosterView roster, Command command, Timestamp now) {
    String link = command.getJoin().getLink();
    int dot = link.indexOf('.');
    if (dot < 0 || !link.substring(0, dot).equals(command.getConversation())) {
      return new Used.Invalid(
          Refused.because(
              Code.INVALID, "link: not of this conversation (expected: <conversation>.<secret>)"));
    }
    String secret = link.substring(dot + 1);
    return roster
        .link(idOf(secret))
        .filter(known -> isSame(known.getSecret(), secret))
        .map(known -> unlessExpired(known, now))
        .orElseGet(() -> new Used.Invalid(NO_LINK));
  }

  private static Used unlessExpired(RosterLink link, Timestamp now) {
    return RosterFold.isExpired(link, now)
        ? new Used.Invalid(Refused.because(Code.NOT_FOUND, "link: it has expired"))
        : new Used.Valid(link);
  }

  private static boolean isSame(String secret, String told) {
    return MessageDigest.isEqual(
        secret.getBytes(StandardCharsets.UTF_8), told.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isSecret(String secret) {
    return secret.length() == SECRET_LENGTH
        && secret
            .chars()
            .allMatch(c ->
                (c >= 'A' && c <= 'Z')
                    || (c >= 'a' && c <= 'z')
                    || (c >= '0' && c <= '9')
                    || c == '_'
                    || c == '-');
  }

  static String idOf(String secret) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().encodeToString(hash).substring(0, ID_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
