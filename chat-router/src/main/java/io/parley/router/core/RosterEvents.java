package io.parley.router.core;

import io.parley.history.EventRef;
import io.parley.history.NewEvent;
import io.parley.protocol.v1.Event;
import io.parley.router.core.Decision.Accepted;

/// Makes the events of requests that change a roster.
final class RosterEvents {
  private RosterEvents() {}

  /// What follows from an event beside the roster.
  @FunctionalInterface
  interface Following {
    /// @param after with the event
    Change of(RosterView after, EventRef ref, Event event);
  }

  /// The next event of the conversation, and the roster that it makes.
  ///
  /// @param body an event that has its body and nothing else yet
  static Accepted accept(
      ConversationState state, LoggedCommand logged, Event body, Following following) {
    long id = EventIds.next(state, logged);
    Event event =
        body.toBuilder()
            .setConversation(logged.command().getConversation())
            .setSeq(state.headSeq() + 1)
            .setMessageId(id)
            .setSender(logged.user())
            .setAt(EventIds.timeOf(id))
            .setClientMessageId(logged.command().getClientMessageId())
            .build();
    RosterView after = RosterFold.after(state.roster(), event, logged.command());
    EventRef ref = EventRef.of(new NewEvent(event, logged.position(), after.version()));
    return new Accepted(ref, event, following.of(after, ref, event));
  }
}
