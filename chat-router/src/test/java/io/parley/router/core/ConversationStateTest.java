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
      assertEquals(loaded.at(Given.position(seq)), state.at(Given.position(seq)));
    }
    assertEquals(loaded.headSeq(), state.headSeq());
    assertEquals(loaded.headId(), state.headId());
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
