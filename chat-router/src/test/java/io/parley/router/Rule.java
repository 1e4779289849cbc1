package io.parley.router;

/// What the promises rest on. Each can be taken away in the simulation, to see that it notices.
enum Rule {
  NO_RULE,

  // how identity comes from the log
  LAST_ID_TRAVELS_WITH_THE_COMMIT,
  IDS_COUNT_ON_WITHIN_THE_LOG,
  EVERY_RECORD_TAKES_AN_ID,
  IDS_RISE_ABOVE_THE_HEAD,

  // what is a replay, and what becomes of it
  POSITIONS_TELL_REPLAYS,
  POSITIONS_COMPARE_WITHIN_ONE_LOG,
  REPLAY_WITHOUT_ROW_IS_NOT_DECIDED,
  REPLAY_HAS_THE_SAME_EFFECTS,
  REPLAYED_MARKS_STOP_AT_THEIR_OWN_HEAD,

  // what is new after the log has lost its end
  IDS_TELL_WHAT_IS_NEW,
  CUT_IS_WHERE_TO_GO_ON,
  SEARCH_SEES_THE_LOST_END,

  // what is a repeat
  WINDOW_IS_EXACT,
  RESENDS_ARE_SEARCHED,
  LATE_ATTEMPTS_ARE_SEARCHED,
  SEARCH_ENDS_AT_THE_HEAD,
  SEARCH_SEES_THE_BATCH,

  // how it is stored
  STORES_OF_A_CONVERSATION_IN_ORDER,
  UNKNOWN_STORE_IS_REPEATED,
  WATERMARKS_BY_SEQ,

  // what groups and channels need beside their timelines
  ROSTER_BEFORE_EVENT,
  STANDING_BEFORE_ANSWER,
  WHAT_FOLLOWS_IS_MADE_UP_FOR,
  THE_ADDED_ARE_TOLD,
  TALLY_AFTER_ROLLS,

  // in which order effects happen
  STORE_BEFORE_ACKNOWLEDGE,
  STORE_BEFORE_LOOK_UP,
  EFFECTS_BEFORE_COMMIT,

  // what others do, so that no gap stays silent
  REGISTER_BEFORE_READ,
  INTEREST_BEFORE_READ,
  INBOXES_ARE_TOLD,
  ALL_EDGES_WHEN_NOBODY_KNOWS,
  HEADS_AFTER_A_LOST_REGISTRY
}
