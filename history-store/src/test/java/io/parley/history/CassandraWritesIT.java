package io.parley.history;

import static io.parley.history.RealHistory.get;
import static io.parley.history.Timelines.conversation;
import static io.parley.history.Timelines.down;
import static io.parley.history.Timelines.id;
import static io.parley.history.Timelines.message;
import static io.parley.history.Timelines.messages;
import static io.parley.history.Timelines.seqs;
import static io.parley.history.Timelines.seqsOf;
import static io.parley.history.Timelines.up;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.metadata.TokenMap;
import io.parley.history.ChannelRolls.Place;
import io.parley.history.ChannelRolls.Roll;
import io.parley.history.ChannelRolls.Tally;
import io.parley.history.HistoryReader.EventPage;
import io.parley.history.Inboxes.Touch;
import io.parley.history.Standing.Status;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.Roster;
import io.parley.testing.engines.EnginesExtension;
import io.parley.testing.engines.TestEngines;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What the contract does not ask of a store, and Cassandra must do.
@ExtendWith(EnginesExtension.class)
class CassandraWritesIT {
  private static final Sizes FIVE = new Sizes(5, 100_000, 5);

  private final String conversation = conversation();
  private final TestEngines engines;
  private final RealHistory history;

  CassandraWritesIT(TestEngines engines) {
    this.engines = engines;
    this.history = new RealHistory(engines, FIVE).prepared();
  }

  @AfterEach
  void close() {
    history.close();
  }

  private CqlSession session() {
    return history.connection().session();
  }

  private void assertDense(long last) {
    assertEquals(down(last, 1), seqs(get(history.log().tail(conversation, 10_000))));
    assertEquals(
        up(1, last), seqsOf(get(history.reader().after(conversation, 0, 10_000)).events()));
  }

  @Test
  void twoWritersOfTheSameEventsLeaveEachOnce() {
    try (RealHistory other = new RealHistory(engines, FIVE).prepared()) {
      List<CompletionStage<Void>> writers = new ArrayList<>();
      for (RealHistory writer : List.of(history, other)) {
        CompletionStage<Void> stored = CompletableFuture.completedStage(null);
        for (long first = 1; first < 60; first += 4) {
          List<NewEvent> batch = messages(conversation, first, first + 3);
          stored = stored.thenCompose(_ -> writer.log().append(conversation, batch));
        }
        writers.add(stored);
      }
      writers.forEach(RealHistory::get);
      assertDense(60);
    }
  }

  @Test
  void aWriteThatComesLateReplacesNothing() {
    get(history.log().append(conversation, messages(conversation, 1, 4)));
    long rows = writeTimes().size();
    get(history.log().append(conversation, messages(conversation, 2, 3)));
    assertEquals(rows, writeTimes().size());
    List<Long> positions =
        LongStream.of(4, 3, 2, 1).map(seq -> WriteTime.of(id(seq))).boxed().toList();
    assertEquals(positions, writeTimes());
  }

  private List<Long> writeTimes() {
    return session()
        .execute(
            "SELECT WRITETIME(body) FROM %s.messages WHERE conversation = '%s' AND bucket = 0"
                .formatted(history.config().keyspace(), conversation))
        .all()
        .stream()
        .map(row -> row.getLong(0))
        .toList();
  }

  /// As a crash leaves it between the entry of a bucket and its first event.
  @Test
  void aBucketThatIsBegunAndEmptyIsNoEnd() {
    get(history.log().append(conversation, messages(conversation, 1, 10)));
    session()
        .execute(
            """
            INSERT INTO %s.buckets (conversation, first_message_id, bucket)
            VALUES ('%s', %d, 2) USING TIMESTAMP 1
            """
                .formatted(history.config().keyspace(), conversation, id(11)));
    assertDense(10);
    assertEquals(
        Map.of(conversation, message(conversation, 10).event()),
        get(history.reader().heads(List.of(conversation))));
    assertEquals(
        down(10, 7),
        seqsOf(get(history.reader().before(conversation, Long.MAX_VALUE, 4)).events()));
    assertEquals(
        new EventPage(List.of(), false, 10, id(10)),
        get(history.reader().after(conversation, id(10), 4)));
    assertEquals(
        Optional.of(EventRef.of(message(conversation, 10))),
        get(history.log().newestUpTo(conversation, id(11))));
    get(history.log().append(conversation, messages(conversation, 11, 11)));
    assertDense(11);
  }

  @Test
  void whatIsFarLargerThanAMutationMayBeIsStoredInPieces() {
    try (RealHistory standard = new RealHistory(engines, Sizes.STANDARD).prepared()) {
      String text = "\uD83D\uDE00".repeat(4_096);
      List<NewEvent> events =
          LongStream.rangeClosed(1, 600).mapToObj(seq -> message(conversation, seq, text)).toList();
      get(standard.log().append(conversation, events));
      assertEquals(600, get(standard.log().tail(conversation, 1_000)).size());
      assertEquals(
          text,
          get(standard.reader().before(conversation, Long.MAX_VALUE, 1))
              .events()
              .getFirst()
              .getMessage()
              .getText());
    }
  }

  @Test
  void aManyPagedInboxIsReadWhole() {
    List<Inboxes.Touch> touches =
        LongStream.range(0, 6_000)
            .mapToObj(i -> new Inboxes.Touch(conversation, "d:a:b" + i, Kind.DIRECT))
            .toList();
    get(history.inboxes().touch(touches, history.surroundings().clock().instant()));
    int found = 0;
    String after = "";
    do {
      Inboxes.Page page = get(history.inboxes().page(conversation, after, 1_000));
      found += page.entries().size();
      after = page.next();
    } while (!after.isEmpty());
    assertEquals(6_000, found);
  }

  /// The timestamp is what makes late writes lose, so each has that of its record.
  @Test
  void whatIsKeptOfMembersIsWrittenWithTheIdOfItsRecord() {
    Standing standing = new Standing(Status.MEMBER, Role.MEMBER, id(7), 0, 0, 1, 0);
    get(history.membership().standings().put(conversation, Kind.CHANNEL, Map.of("a", standing)));
    Roster roster = Roster.newBuilder().setVersion(1).setMessageId(id(8)).build();
    get(history.membership().rosters().keep(conversation, List.of(roster)));
    get(history.membership().rosters().show(conversation, roster));
    Place place = new Place(Roll.MEMBERS, 1, "a", true, id(9));
    get(history.membership().rolls().put(conversation, List.of(place)));
    get(history.membership().rolls().count(conversation, new Tally(1, 1, 0, id(10))));
    String ofUser = "inbox WHERE user_id = 'a' AND conversation = '%s'".formatted(conversation);
    String ofConversation = " WHERE conversation = '%s'".formatted(conversation);
    String ofChannel = " WHERE channel = '%s'".formatted(conversation);
    assertWriteTime(7, "status", ofUser);
    assertWriteTime(8, "roster", "rosters" + ofConversation);
    assertWriteTime(8, "roster", "shown_rosters" + ofConversation);
    assertWriteTime(8, "profile", "profiles" + ofConversation);
    assertWriteTime(9, "present", "channel_rolls" + ofChannel + " AND roll = 1 AND page = 0");
    assertWriteTime(10, "members", "channel_tallies" + ofChannel);
  }

  private void assertWriteTime(long seq, String column, String where) {
    String query =
        "SELECT WRITETIME(%s) FROM %s.%s".formatted(column, history.config().keyspace(), where);
    assertEquals(
        List.of(WriteTime.of(id(seq))),
        session().execute(query).all().stream().map(row -> row.getLong(0)).toList());
  }

  /// One cell that is null is a tombstone, and rows of direct conversations have no roster.
  @Test
  void whatAnEventDoesNotHaveIsNotWritten() {
    get(history.log().append(conversation, messages(conversation, 1, 1)));
    String query =
        "SELECT roster_version, WRITETIME(roster_version) FROM %s.messages"
                .formatted(history.config().keyspace())
            + " WHERE conversation = '%s' AND bucket = 0".formatted(conversation);
    Row row = session().execute(query).one();
    assertNotNull(row);
    assertTrue(row.isNull(0) && row.isNull(1));
  }

  @Test
  void aRingOfLargeRostersIsKeptInPieces() {
    try (RealHistory standard = new RealHistory(engines, Sizes.STANDARD).prepared()) {
      List<Roster> versions =
          LongStream.range(1, Rosters.KEPT).mapToObj(CassandraWritesIT::largeRoster).toList();
      Rosters rosters = standard.membership().rosters();
      get(rosters.keep(conversation, versions));
      for (int i : new int[] {0, 60, versions.size() - 1}) {
        Roster roster = versions.get(i);
        assertEquals(Optional.of(roster), get(rosters.version(conversation, roster.getVersion())));
      }
      get(rosters.show(conversation, versions.getLast()));
      assertEquals(Optional.of(versions.getLast()), get(rosters.shown(conversation)));
    }
  }

  private static Roster largeRoster(long version) {
    Roster.Builder roster = Roster.newBuilder().setVersion(version).setMessageId(id(version));
    for (int i = 0; i < 1_024; i++) {
      roster.addMembersBuilder().setUser("n".repeat(60) + i).setRole(Role.MEMBER).setSinceSeq(i);
    }
    return roster.build();
  }

  /// Without a routing key the driver would ask any node, which then asks another.
  @Test
  void statementsAndBatchesKnowTheirPartition() {
    PreparedStatement insert =
        session()
            .prepare(
                """
                INSERT INTO %s.messages (conversation, bucket, message_id, body)
                VALUES (?, ?, ?, ?) USING TIMESTAMP ?
                """
                    .formatted(history.config().keyspace()));
    BoundStatement bound =
        insert.bind().setString(0, conversation).setInt(1, 0).setLong(2, 5).setLong(4, 5);
    assertEquals(2, insert.getPartitionKeyIndices().size());
    assertNotNull(bound.getRoutingKey());
    assertNotNull(bound.getRoutingKeyspace());
    BatchStatement batch = BatchStatement.newInstance(BatchType.UNLOGGED, bound, bound);
    assertNotNull(batch.getRoutingKey());
    assertNotNull(batch.getRoutingKeyspace());
    assertTrue(session().getContext().getConfig().getProfiles().containsKey("reads"));
    // and the nodes that have it
    String keyspace = history.config().keyspace();
    TokenMap tokens = session().getMetadata().getTokenMap().orElseThrow();
    assertEquals(1, tokens.getReplicas(keyspace, bound.getRoutingKey()).size());
    assertEquals(1, session().getMetadata().getKeyspaces().size());
  }

  @Test
  void theConnectionThatPreparesKeepsNoSchema() {
    CassandraConnection preparing = CassandraConnection.toPrepare(history.config());
    try {
      get(preparing.start());
      AtomicInteger answers = new AtomicInteger();
      CassandraSetup setup =
          new CassandraSetup(preparing, history.config(), history.surroundings());
      assertEquals(List.of(), get(setup.run(answers::incrementAndGet)));
      assertTrue(answers.get() > 3, () -> answers + " answers told");
      assertEquals(Map.of(), preparing.session().getMetadata().getKeyspaces());
    } finally {
      get(preparing.stop());
    }
  }

  /// Each by itself is less than may be under way, all together are several times as much.
  @Test
  void manyLargeGroupsThatMoveAtOnceAreAllWritten() {
    List<String> users = IntStream.range(0, 256).mapToObj(i -> "member-" + i).toList();
    Map<String, Standing> standings = new HashMap<>();
    users.forEach(
        user -> standings.put(user, new Standing(Status.MEMBER, Role.MEMBER, id(1), 0, 0, 0, 0)));
    CassandraHistory.ForRouter router = history.forRouter();
    List<CompletionStage<Void>> writes = new ArrayList<>();
    List<CompletionStage<Map<String, Standing>>> reads = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String group = conversation + "-" + i;
      writes.add(
          router
              .inboxes()
              .touch(
                  users.stream().map(user -> new Touch(user, group, Kind.GROUP)).toList(),
                  Instant.EPOCH));
      writes.add(router.membership().standings().put(group, Kind.GROUP, standings));
    }
    writes.forEach(RealHistory::get);
    for (int i = 0; i < 40; i++) {
      reads.add(router.membership().standings().of(conversation + "-" + i, users));
    }
    reads.forEach(read -> assertEquals(standings, get(read)));
  }
}
