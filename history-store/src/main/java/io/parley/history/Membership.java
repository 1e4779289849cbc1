package io.parley.history;

/// Who belongs to which group and channel, as one side of a process asks and tells it.
public record Membership(Rosters rosters, Standings standings, ChannelRolls rolls) {}
