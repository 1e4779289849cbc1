package io.parley.history;

import com.datastax.oss.driver.api.core.cql.Row;
import io.parley.history.Inboxes.Entry;
import io.parley.history.Inboxes.Kept;
import io.parley.history.Inboxes.KeptAll;
import io.parley.history.Standing.Status;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.Role;
import java.util.Optional;

/// The columns of `inbox`, in the order in which they are read: by their number, for a page has
/// many rows. What was never written is null, and reads as 0.
final class InboxColumns {
  static final String OF_STANDING =
      "status, role, changed_id, until_seq, until_id, ordinal, banned_ordinal";

  /// For pages: without the text of a draft, which may be long.
  static final String OF_PAGE =
      """
      conversation, kind, active_hour, read_seq, read_message_id, delivered_seq, %s,
        archived, muted_until, pinned_at, draft_at\
      """
          .formatted(OF_STANDING);

  static final String OF_ENTRY = OF_PAGE + ", draft, draft_reply_to";

  private static final int STANDING_IN_ENTRY = 6;
  private static final int KEPT_IN_ENTRY = 13;

  private InboxColumns() {}

  static String conversation(Row row) {
    return text(row, 0);
  }

  /// Of a row of [#OF_ENTRY]. Empty for one that is no entry: one with a watermark or a flag alone,
  /// or of a channel that its user is no member of.
  static Optional<Entry> entry(Row row) {
    int draft = KEPT_IN_ENTRY + 4;
    return entry(row, new Kept.Draft(text(row, draft), row.getLong(draft + 1), draftAt(row)));
  }

  /// The same of a row of [#OF_PAGE].
  static Optional<Entry> entryOfPage(Row row) {
    return entry(row, new Kept.Draft("", 0, draftAt(row)));
  }

  private static long draftAt(Row row) {
    return row.getLong(KEPT_IN_ENTRY + 3);
  }

  private static Optional<Entry> entry(Row row, Kept.Draft draft) {
    Kind kind = kind(row.getInt(1));
    Standing standing = standing(row, STANDING_IN_ENTRY);
    boolean isTouched = !row.isNull(2);
    return isTouched || (kind == Kind.CHANNEL && standing.isMember())
        ? Optional.of(
            new Entry(
                conversation(row),
                kind,
                row.getInt(2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                standing,
                new KeptAll(
                    row.getBoolean(KEPT_IN_ENTRY),
                    row.getLong(KEPT_IN_ENTRY + 1),
                    row.getLong(KEPT_IN_ENTRY + 2),
                    draft)))
        : Optional.empty();
  }

  private static Kind kind(int number) {
    Kind kind = Kind.forNumber(number);
    return kind == null ? Kind.UNRECOGNIZED : kind;
  }

  /// Of a row of which [#OF_STANDING] is selected.
  static Standing standing(Row row) {
    return standing(row, 0);
  }

  private static Standing standing(Row row, int first) {
    return row.isNull(first)
        ? Standing.NONE
        : new Standing(
            status(row.getInt(first)),
            role(row.getInt(first + 1)),
            row.getLong(first + 2),
            row.getLong(first + 3),
            row.getLong(first + 4),
            row.getLong(first + 5),
            row.getLong(first + 6));
  }

  static int number(Status status) {
    return switch (status) {
      case MEMBER -> 1;
      case OUT -> 2;
      case BANNED -> 3;
    };
  }

  /// What a newer version has written lets nobody in.
  private static Status status(int number) {
    return switch (number) {
      case 1 -> Status.MEMBER;
      case 3 -> Status.BANNED;
      default -> Status.OUT;
    };
  }

  private static Role role(int number) {
    Role role = Role.forNumber(number);
    return role == null ? Role.UNRECOGNIZED : role;
  }

  private static String text(Row row, int column) {
    String text = row.getString(column);
    return text == null ? "" : text;
  }
}
