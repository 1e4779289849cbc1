package io.parley.protocol;

import io.parley.protocol.v1.Code;

/// What became of the bytes of a frame.
public sealed interface Decoded<F> {
  record Ok<F>(F frame) implements Decoded<F> {}

  /// Not a frame, and why. Everything in it is fit to be sent back and to be logged: input is
  /// quoted only in part, in printable ASCII.
  ///
  /// @param code `INVALID`, or `TOO_LARGE` for more bytes than the limit
  /// @param field path of the field at fault, like `createGroup.members[3]`; empty: the whole frame
  /// @param message `history.limit: "abc" (expected: …)`
  /// @param frameId the frame's `id` (a server frame's `re`), or empty where none could be read
  record Rejected<F>(Code code, String field, String message, String frameId)
      implements Decoded<F> {}
}
