package io.parley.router.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.history.EventRef;
import io.parley.history.NewEvent;
import io.parley.protocol.v1.Command;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// Whoever decides a log, from wherever and in whatever portions, comes to the same.
class ReplayTest {
  private final ConversationMachine machine = new RouterMachine(Given.LIMITS);

  /// Events by seq, as a store would keep them.
  private final List<EventRef> stored = new ArrayList<>();

  @Property(tries = 300)
  void anyPortionsAndAnyReplayMakeTheSameEvents(
      @ForAll @Size(max = 60) List<@IntRange(max = 15) Integer> messages,
      @ForAll @IntRange(min = 1, max = 20) int portion,
      @ForAll @IntRange(max = 60) int replayFrom) {
    List<LoggedCommand> log = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      Command command =
          Given.resend(messages.get(i) % 2 == 0 ? "ann" : "bob", "m" + messages.get(i));
      log.add(Given.logged(i + 1, command));
    }
    stored.clear();
    log.forEach(command -> play(List.of(command)));
    List<EventRef> oneByOne = List.copyOf(stored);

    stored.clear();
    for (int from = 0; from < log.size(); from += portion) {
      play(log.subList(from, Math.min(log.size(), from + portion)));
    }
    assertEquals(oneByOne, stored);

    // a router that begins at an old commit
    for (int from = Math.min(replayFrom, log.size()); from < log.size(); from += portion) {
      play(log.subList(from, Math.min(log.size(), from + portion)));
    }
    assertEquals(oneByOne, stored);
    assertDenseAndRising();
  }

  private void assertDenseAndRising() {
    Set<String> messages = new HashSet<>();
    for (int i = 0; i < stored.size(); i++) {
      assertEquals(i + 1, stored.get(i).seq());
      assertTrue(i == 0 || stored.get(i).messageId() > stored.get(i - 1).messageId());
      assertTrue(messages.add(stored.get(i).clientMessageId()));
    }
  }

  /// One batch of a router that has nothing cached.
  private void play(List<LoggedCommand> batch) {
    List<EventRef> tail = stored.reversed().stream().limit(Given.LIMITS.window()).toList();
    Turn turn =
        new Turn(
            machine, Given.SUBJECT, ConversationState.of(Given.LIMITS.window(), tail), 0, batch);
    Optional<Question> question = turn.proceed(new LookedUp.Nothing());
    while (question.isPresent()) {
      question = turn.proceed(lookUp(question.get()));
    }
    for (NewEvent event : turn.result().events()) {
      stored.add(EventRef.of(event));
    }
    for (Turn.Outcome outcome : turn.result().outcomes()) {
      if (outcome.decision() instanceof Decision.Replayed(EventRef ref, var _)) {
        assertEquals(stored.get((int) ref.seq() - 1), ref);
      }
    }
  }

  private LookedUp lookUp(Question question) {
    return switch (question) {
      case Question.FindNewest(long upTo) ->
          found(stored.reversed().stream().filter(event -> event.messageId() <= upTo).findFirst());
      case Question.FindOriginal(
              var sender,
              var id,
              var notBefore,
              var upTo,
              var seq,
              var limit) -> {
        assertEquals(
            seq, stored.stream().filter(event -> event.messageId() <= upTo).count(), "upToSeq");
        List<EventRef> looked =
            stored.reversed().stream()
                .filter(event -> event.messageId() <= upTo)
                .filter(event -> event.messageId() >= notBefore)
                .toList();
        Optional<EventRef> original =
            looked.stream()
                .limit(limit)
                .filter(
                    event -> event.sender().equals(sender) && event.clientMessageId().equals(id))
                .findFirst();
        yield original.isEmpty() && looked.size() > limit
            ? new LookedUp.Unknown(looked.get(limit).messageId())
            : found(original);
      }
      case Question.FindStandings _,
          Question.FindLastSent _,
          Question.FindTally _,
          Question.FindKept _ ->
          throw new AssertionError(question);
    };
  }

  private static LookedUp found(Optional<EventRef> event) {
    return event.<LookedUp>map(LookedUp.Found::new).orElseGet(LookedUp.Absent::new);
  }
}
