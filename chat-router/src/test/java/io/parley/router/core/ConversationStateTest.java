package io.parley.router.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.parley.history.EventRef;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConversationStateTest {
  @Test
  void windowIsExactlyTheNewest() {
    ConversationState state = Given.conversation(6);
    assertEquals(Optional.empty(), state.message("ann", "m2"));
    assertEquals(Optional.of(Given.event(3)), state.message("ann", "m3"));
    ConversationState next = state.apply(Given.event(7));
    assertEquals(Optional.empty(), next.message("ann", "m3"));
    assertEquals(Optional.of(Given.event(7)), next.message("ann", "m7"));
    assertEquals(4, next.size());
    assertEquals(Optional.of(Given.event(3)), state.message("ann", "m3"));
  }

  @Test
  void appliedIsWhatIsLoadedAfterwards() {
    ConversationState state = Given.conversation(0);
    for (long seq = 1; seq <= 9; seq++) {
      state = state.apply(Given.event(seq)).stored();
    }
    ConversationState loaded = Given.conversation(9);
    for (long seq = 0; seq <= 10; seq++) {
      assertEquals(loaded.idOf(seq), state.idOf(seq));
      LoggedCommand command = Given.logged(seq, Given.send("ann", "m" + seq));
      assertEquals(loaded.madeBy(command), state.madeBy(command));
      assertEquals(loaded.message("ann", "m" + seq), state.message("ann", "m" + seq));
    }
    assertEquals(loaded.headSeq(), state.headSeq());
    assertEquals(loaded.headId(), state.headId());
  }

  @Test
  void twoThatGoOnFromTheSameStateDoNotSeeEachOther() {
    ConversationState before = Given.conversation(3).apply(Given.event(4));
    EventRef other = new EventRef(5, Given.idOf(8), "bob", "other", Given.position(8));
    ConversationState one = before.apply(Given.event(5));
    ConversationState two = before.apply(other);
    assertEquals(Optional.of(Given.event(5)), one.message("ann", "m5"));
    assertEquals(Optional.empty(), one.message("bob", "other"));
    assertEquals(Optional.of(other), two.message("bob", "other"));
    assertEquals(List.of(Given.event(4), Given.event(5)), one.unstored());
    assertEquals(List.of(Given.event(4), other), two.unstored());
    assertEquals(List.of(Given.event(4)), before.unstored());
  }

  @Test
  void whatIsUnstoredIsKeptBeyondTheWindowAndNoLonger() {
    ConversationState state = Given.conversation(2);
    for (long seq = 3; seq <= 9; seq++) {
      state = state.apply(Given.event(seq));
    }
    assertEquals(7, state.unstored().size());
    assertEquals(4, state.size());
    assertEquals(Given.idOf(3) - 1, state.storedUpTo());
    assertEquals(Optional.empty(), state.message("ann", "m5"));
    assertEquals(Optional.of(Given.idOf(6)), state.idOf(6));
    assertEquals(Optional.empty(), state.idOf(5));
    ConversationState stored = state.stored();
    assertEquals(List.of(), stored.unstored());
    assertEquals(Given.idOf(9), stored.storedUpTo());
    assertEquals(Optional.of(Given.event(6)), stored.message("ann", "m6"));
    assertEquals(10, stored.apply(Given.event(10)).headSeq());
  }

  @Test
  void nothingIsDecidedOnAConversationWithAHole() {
    List<EventRef> hole = List.of(Given.event(5), Given.event(3));
    assertThrows(IllegalStateException.class, () -> ConversationState.of(4, hole));
    List<EventRef> cut = Given.tail(3, 5, 4);
    assertThrows(IllegalStateException.class, () -> ConversationState.of(4, cut));
    ConversationState state = Given.conversation(3);
    assertThrows(IllegalStateException.class, () -> state.apply(Given.event(5)));
  }
}
