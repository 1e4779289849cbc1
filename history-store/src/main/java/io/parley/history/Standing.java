package io.parley.history;

import io.parley.protocol.v1.Role;

/// How one user stands to one group or channel, as the last command about her has left it. Also who
/// was never there has one: [#NONE].
///
/// @param role unspecified unless she is a member
/// @param changedId id of the record that made it so; 0: none has
/// @param untilSeq where she ceased to be a member: she reads up to there. 0 for a member.
/// @param untilId id of the event with that seq
/// @param ordinal her place among those who ever came into a channel, from 1; 0: none, or a group
/// @param bannedOrdinal her place among those who were ever banned from a channel; 0: none
public record Standing(
    Status status,
    Role role,
    long changedId,
    long untilSeq,
    long untilId,
    long ordinal,
    long bannedOrdinal) {
  public static final Standing NONE =
      new Standing(Status.OUT, Role.ROLE_UNSPECIFIED, 0, 0, 0, 0, 0);

  public enum Status {
    MEMBER,
    /// Never was, has left, or was removed.
    OUT,
    /// Out, and kept out.
    BANNED
  }

  public boolean isMember() {
    return status == Status.MEMBER;
  }
}
