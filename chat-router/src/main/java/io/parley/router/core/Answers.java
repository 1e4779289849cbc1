package io.parley.router.core;

import java.util.HashMap;
import java.util.Map;

/// What was found out for one command so far. A machine forms its question, and asks it only if it
/// is not here: so it needs no memory, and asks the same again whoever decides the command.
public record Answers(Map<Question, LookedUp> byQuestion) {
  public static final Answers NONE = new Answers(Map.of());

  public Answers {
    byQuestion = Map.copyOf(byQuestion);
  }

  public Answers with(Question question, LookedUp answer) {
    Map<Question, LookedUp> more = new HashMap<>(byQuestion);
    more.put(question, answer);
    return new Answers(more);
  }

  /// Or that nothing has been asked yet.
  LookedUp to(Question question) {
    return byQuestion.getOrDefault(question, LookedUp.NOTHING);
  }

  boolean have(Question question) {
    return byQuestion.containsKey(question);
  }
}
