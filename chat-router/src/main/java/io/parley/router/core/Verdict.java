package io.parley.router.core;

/// What the machine says to a command: a decision, or what it has to know first.
public sealed interface Verdict permits Decision, Question {}
