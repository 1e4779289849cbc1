package io.parley.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.Created;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.Media;
import io.parley.protocol.v1.MembersAdded;
import io.parley.protocol.v1.Profile;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.Roster;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SizesTest {
  /// 64 of the names' one-byte characters.
  private static final String NAME = "n".repeat(64);

  private static final long PARTITION_BYTES_MAX = 100_000_000;

  /// What Cassandra keeps of a row beside its values: flags, timestamp, lengths, the index's share.
  private static final int ROW_OVERHEAD = 60;

  /// As many characters as may be, of four bytes each.
  private static String characters(int count) {
    return "\uD83D\uDE00".repeat(count);
  }

  /// Every field as long as it may be.
  private static Event.Builder event(String conversation) {
    return Event.newBuilder()
        .setConversation(conversation)
        .setSeq(Long.MAX_VALUE)
        .setMessageId(Long.MAX_VALUE)
        .setSender(NAME)
        .setAt(Timestamp.newBuilder().setSeconds(1L << 33).setNanos(999_000_000));
  }

  private static Event largestMessage() {
    return event("d:" + NAME + ":" + NAME)
        .setMessage(
            ChatMessage.newBuilder()
                .setClientMessageId(characters(64))
                .setText(characters(4_096))
                .setReplyTo(Long.MAX_VALUE)
                .setMedia(Media.newBuilder().setId(characters(64))))
        .build();
  }

  /// 1,024 names that have 16 KiB together: as many and as long as one command may add.
  private static Event largestAddition() {
    List<String> names = Collections.nCopies(1_024, "n".repeat(16));
    return event("g:" + "c".repeat(22))
        .setClientMessageId(characters(64))
        .setMembersAdded(MembersAdded.newBuilder().addAllUsers(names))
        .build();
  }

  private static Event largestCreation() {
    return event("g:" + "c".repeat(22))
        .setClientMessageId(characters(64))
        .setCreated(
            Created.newBuilder()
                .setKind(Kind.GROUP)
                .setName(characters(128))
                .addAllMembers(Collections.nCopies(1_024, NAME)))
        .build();
  }

  private static long row(Event event) {
    long columns =
        6L * 8 + 4 + NAME.length() + 4L * 64; // ids and positions, partition, sender, client's id
    return event.getSerializedSize() + columns + ROW_OVERHEAD;
  }

  @Test
  void aPartitionOfTheLargestEventsStaysBelowItsBound() {
    long message = row(largestMessage());
    long addition = row(largestAddition());
    assertTrue(message < 18_000, () -> message + " bytes");
    assertTrue(addition < 19_500, () -> addition + " bytes");
    long creation = row(largestCreation());
    assertTrue(creation < 69_000, () -> creation + " bytes");
    long partition = creation + Math.max(message, addition) * (Sizes.STANDARD.bucketEvents() - 1);
    assertTrue(partition < PARTITION_BYTES_MAX, () -> partition + " bytes");
  }

  /// Everything that a roster may have, and as much of it.
  private static Roster largestRoster() {
    Roster.Builder roster =
        Roster.newBuilder()
            .setVersion(Long.MAX_VALUE)
            .setSeq(Long.MAX_VALUE)
            .setMessageId(Long.MAX_VALUE)
            .setProfile(
                Profile.newBuilder()
                    .setKind(Kind.GROUP)
                    .setName(characters(128))
                    .setDescription(characters(1_024))
                    .setPicture("p".repeat(128))
                    .setMemberCount(1_024));
    for (int i = 0; i < 1_024; i++) {
      roster.addMembersBuilder().setUser(NAME).setRole(Role.MEMBER).setSinceSeq(Long.MAX_VALUE);
    }
    for (int i = 0; i < 16; i++) {
      roster
          .addLinksBuilder()
          .setLinkId("l".repeat(12))
          .setSecret("s".repeat(22))
          .setCreator(NAME)
          .setExpiresAt(Timestamp.newBuilder().setSeconds(1L << 33).setNanos(999_000_000))
          .setApproval(true);
    }
    for (int i = 0; i < 200; i++) {
      roster
          .addRequestsBuilder()
          .setUser(NAME)
          .setAt(Timestamp.newBuilder().setSeconds(1L << 33).setNanos(999_000_000))
          .setLinkId("l".repeat(12));
    }
    return roster.build();
  }

  @Test
  void aRingOfTheLargestRostersStaysBelowItsBound() {
    long roster = (long) largestRoster().getSerializedSize() + ROW_OVERHEAD;
    assertTrue(roster < 110_000, () -> roster + " bytes");
    assertTrue(roster < Sizes.STANDARD.writeBytes());
    assertTrue(roster * Rosters.KEPT < PARTITION_BYTES_MAX, () -> roster + " bytes each");
  }

  @Test
  void placesFallOntoPagesFromOneOn() {
    Sizes sizes = new Sizes(1, 1, 5);
    assertEquals(0, sizes.rollPageOf(1));
    assertEquals(0, sizes.rollPageOf(5));
    assertEquals(1, sizes.rollPageOf(6));
    assertEquals(5, sizes.lastPlaceBefore(1));
    assertEquals(0, sizes.lastPlaceBefore(0));
  }

  @Test
  void seqsFallIntoBucketsFromOneOn() {
    Sizes sizes = new Sizes(10, 1, 5);
    assertEquals(0, sizes.bucketOf(1));
    assertEquals(0, sizes.bucketOf(10));
    assertEquals(1, sizes.bucketOf(11));
    assertEquals(11, sizes.firstSeqOf(1));
    assertEquals(1, sizes.firstSeqOf(0));
  }
}
