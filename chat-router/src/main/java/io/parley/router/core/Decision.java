package io.parley.router.core;

import io.parley.history.EventRef;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Event;
import java.time.Duration;

/// What becomes of a command.
public sealed interface Decision extends Verdict {
  /// A new event.
  record Accepted(EventRef ref, Event event) implements Decision {}

  /// The log is read again, and this is the event that the command made then.
  record Replayed(EventRef ref, Event event) implements Decision {}

  /// The message is stored already; its sender hears what it would have heard then.
  record Duplicate(EventRef original) implements Decision {}

  /// Watermarks of the sender, none past the head. 0: not moved.
  record Marked(long delivered, long read, long readMessageId) implements Decision {}

  /// Nothing to do and nothing to say.
  record Ignored() implements Decision {}

  /// @param retryAfter zero where a retry does not help
  record Refused(Code code, String message, Duration retryAfter) implements Decision {
    static Refused because(Code code, String message) {
      return new Refused(code, message, Duration.ZERO);
    }
  }

  /// A fault of ours. The record is skipped, so that it does not stop its partition.
  record Broken(RuntimeException cause) implements Decision {}
}
