package io.parley.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Media;
import org.junit.jupiter.api.Test;

class SizesTest {
  /// 64 of the names' one-byte characters.
  private static final String NAME = "n".repeat(64);

  private static final long PARTITION_BYTES_MAX = 100_000_000;

  /// What Cassandra keeps of a row beside its values: flags, timestamp, lengths, the index's share.
  private static final int ROW_OVERHEAD = 60;

  /// Every field as long as it may be, the text of characters that take four bytes each.
  private static Event largest() {
    String client = "\uD83D\uDE00".repeat(64);
    return Event.newBuilder()
        .setConversation("d:" + NAME + ":" + NAME)
        .setSeq(Long.MAX_VALUE)
        .setMessageId(Long.MAX_VALUE)
        .setSender(NAME)
        .setAt(Timestamp.newBuilder().setSeconds(1L << 33).setNanos(999_000_000))
        .setMessage(
            ChatMessage.newBuilder()
                .setClientMessageId(client)
                .setText("\uD83D\uDE00".repeat(4_096))
                .setReplyTo(Long.MAX_VALUE)
                .setMedia(Media.newBuilder().setId(client)))
        .build();
  }

  @Test
  void aPartitionOfTheLargestMessagesStaysBelowItsBound() {
    Event event = largest();
    long columns =
        5 * 8 + 4 + NAME.length() + 4L * 64; // ids and positions, partition, sender, client's id
    long row = event.getSerializedSize() + columns + ROW_OVERHEAD;
    long partition = row * Sizes.STANDARD.bucketEvents();
    assertTrue(partition < PARTITION_BYTES_MAX, () -> partition + " bytes");
    assertTrue(row < 18_000, () -> row + " bytes");
  }

  @Test
  void seqsFallIntoBucketsFromOneOn() {
    Sizes sizes = new Sizes(10, 1);
    assertEquals(0, sizes.bucketOf(1));
    assertEquals(0, sizes.bucketOf(10));
    assertEquals(1, sizes.bucketOf(11));
    assertEquals(11, sizes.firstSeqOf(1));
    assertEquals(1, sizes.firstSeqOf(0));
  }
}
