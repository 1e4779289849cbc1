package io.parley.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.history.CassandraConfig;
import io.parley.history.CassandraConnection;
import io.parley.history.CassandraHistory;
import io.parley.history.CassandraSetup;
import io.parley.history.ChannelRolls;
import io.parley.history.ChannelRolls.Tally;
import io.parley.history.HistoryMetrics;
import io.parley.history.Inboxes;
import io.parley.history.Membership;
import io.parley.history.Standing;
import io.parley.protocol.v1.Role;
import io.parley.runtime.Surroundings;
import io.parley.runtime.resilience.Policies;
import io.parley.runtime.resilience.PolicyMetrics;
import io.parley.testing.engines.EnginesExtension;
import io.parley.testing.engines.TestEngines;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Members that were made by their rows are what the services take for members.
@ExtendWith(EnginesExtension.class)
class ChannelRowsIT {
  private static final String CHANNEL = "c:AAAAAAAAAAAAAAAAAAAAAA";
  private static final int MEMBERS = 6_000;
  private static final long MADE_ID = 7_000_000_000L;

  @Test
  void theyStandOnTheRollAreCountedAndHaveTheChannelInTheirInbox(TestEngines engines)
      throws Exception {
    CassandraConfig config = ChannelRows.config(engines.cassandra(), engines.keyspace());
    var connection = new CassandraConnection(config);
    try (Surroundings surroundings = Surroundings.real();
        ChannelRows rows = new ChannelRows(config)) {
      CompletionStage<Void> _ = connection.start();
      now(new CassandraSetup(connection, config, surroundings).run());
      CassandraHistory history =
          CassandraHistory.create(
              connection,
              config,
              new Policies(surroundings, PolicyMetrics.NONE),
              HistoryMetrics.NONE);
      rows.fill(CHANNEL, MADE_ID, MEMBERS, ordinal -> "u" + ordinal);

      Membership membership = history.forEdge().membership();
      Tally tally = now(membership.rolls().tally(CHANNEL)).orElseThrow();
      assertEquals(MEMBERS, tally.members());
      assertEquals(MEMBERS, tally.lastOrdinal());
      assertTrue(tally.asOfId() > MADE_ID);
      List<String> onTheRoll = new ArrayList<>();
      long after = 0;
      while (after >= 0) {
        ChannelRolls.Page page =
            now(membership.rolls().page(CHANNEL, ChannelRolls.Roll.MEMBERS, after, 500));
        page.items().forEach(item -> onTheRoll.add(item.user()));
        after = page.next();
      }
      assertEquals(MEMBERS - 1, onTheRoll.size(), "all but the owner");
      assertEquals("u2", onTheRoll.getFirst());
      assertEquals("u" + MEMBERS, onTheRoll.getLast());
      Map<String, Standing> standings = now(membership.standings().of(CHANNEL, List.of("u777")));
      Standing standing = Optional.ofNullable(standings.get("u777")).orElseThrow();
      assertTrue(standing.isMember());
      assertEquals(Role.MEMBER, standing.role());
      assertEquals(777, standing.ordinal());
      Inboxes.Page inbox = now(history.forEdge().inboxes().channels("u777", "", 10));
      assertEquals(
          List.of(CHANNEL), inbox.entries().stream().map(Inboxes.Entry::conversation).toList());
    } finally {
      connection.stop().toCompletableFuture().join();
    }
  }

  private static <T> T now(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
