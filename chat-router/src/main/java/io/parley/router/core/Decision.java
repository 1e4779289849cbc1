package io.parley.router.core;

import io.parley.history.EventRef;
import io.parley.history.Inboxes.Keeping;
import io.parley.history.Inboxes.KeptAll;
import io.parley.history.Inboxes.Mark;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Event;
import java.time.Duration;

/// What becomes of a command.
public sealed interface Decision extends Verdict {
  /// A new event, and what it changes.
  record Accepted(EventRef ref, Event event, Change change) implements Decision {
    /// Of a message, which changes nothing else.
    public Accepted(EventRef ref, Event event) {
      this(ref, event, Change.NONE);
    }
  }

  /// The log is read again, and this is the message that the command made then.
  record Replayed(EventRef ref, Event event) implements Decision {}

  /// What was asked for is stored already; its sender hears what it would have heard then.
  ///
  /// @param change what follows from the original, as far as it may not have been written
  record Duplicate(EventRef original, Change change) implements Decision {
    public Duplicate(EventRef original) {
      this(original, Change.NONE);
    }
  }

  /// Members of a channel have come or gone, which is no event.
  record Moved(Change change) implements Decision {}

  /// Watermarks of the sender, none past the head. 0: not moved.
  record Marked(long delivered, long read, long readMessageId) implements Decision {}

  /// What a user does with a conversation of hers.
  ///
  /// @param all her flags from now on; a draft stands for itself
  record Kept(Keeping keeping, KeptAll all) implements Decision {}

  /// Watermarks of a user in a channel, which only her own devices hear of.
  record OwnMarked(Mark mark) implements Decision {}

  /// Nothing to do and nothing to say.
  record Ignored() implements Decision {}

  /// @param retryAfter zero where a retry does not help
  record Refused(Code code, String message, Duration retryAfter) implements Decision, Ruling {
    static Refused because(Code code, String message) {
      return new Refused(code, message, Duration.ZERO);
    }
  }

  /// A fault of ours. The record is skipped, so that it does not stop its partition.
  record Broken(RuntimeException cause) implements Decision {}
}
