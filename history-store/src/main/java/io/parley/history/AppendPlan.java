package io.parley.history;

import com.google.protobuf.ByteString;
import io.parley.protocol.v1.Event;
import java.util.ArrayList;
import java.util.List;

/// In which writes a list of events is stored, one after another: each of one bucket, and none
/// larger than a mutation may be.
///
/// @param pieces in the order in which they are to be written
record AppendPlan(List<Piece> pieces) {
  /// What a row takes beside its body, generously: keys, names and positions.
  private static final int ROW_BYTES = 256;

  /// @param firstOfBucket whether the bucket has no events before these, so that its entry in the
  ///   directory is to be written first
  record Piece(int bucket, boolean firstOfBucket, List<EncodedEvent> events) {}

  record EncodedEvent(NewEvent event, ByteString body) {
    int bytes() {
      return body.size() + ROW_BYTES;
    }
  }

  static AppendPlan of(List<NewEvent> events, Sizes sizes) {
    List<Piece> pieces = new ArrayList<>();
    List<EncodedEvent> open = new ArrayList<>();
    int bytes = 0;
    int bucket = -1;
    for (NewEvent event : events) {
      EncodedEvent encoded = new EncodedEvent(event, event.event().toByteString());
      int its = sizes.bucketOf(event.event().getSeq());
      if (!open.isEmpty() && (its != bucket || bytes + encoded.bytes() > sizes.writeBytes())) {
        pieces.add(piece(bucket, open, sizes));
        open = new ArrayList<>();
        bytes = 0;
      }
      open.add(encoded);
      bytes += encoded.bytes();
      bucket = its;
    }
    if (!open.isEmpty()) {
      pieces.add(piece(bucket, open, sizes));
    }
    return new AppendPlan(pieces);
  }

  private static Piece piece(int bucket, List<EncodedEvent> events, Sizes sizes) {
    Event first = events.getFirst().event().event();
    boolean firstOfBucket = bucket > 0 && first.getSeq() == sizes.firstSeqOf(bucket);
    return new Piece(bucket, firstOfBucket, List.copyOf(events));
  }
}
