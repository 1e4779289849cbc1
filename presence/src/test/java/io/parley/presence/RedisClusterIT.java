package io.parley.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.presence.SessionLookup.Wanted;
import io.parley.presence.SessionRegistry.SessionKey;
import io.parley.testing.Eventually;
import io.parley.testing.engines.EnginesExtension;
import io.parley.testing.engines.RedisCluster;
import io.parley.testing.engines.TestEngines;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// On three servers that share the keys: whatever a script touches is on one of them, and a look-up
/// that asks all of them is one answer.
@ExtendWith(EnginesExtension.class)
class RedisClusterIT extends RedisContract {
  private final RedisCluster cluster;

  RedisClusterIT(TestEngines engines) {
    RedisCluster formed = engines.redisCluster();
    super(clock -> new TestRedis(formed, engines.keyPrefix(), clock));
    this.cluster = formed;
  }

  @AfterAll
  void end() {
    cluster.close();
  }

  /// Else all that is tested here would say nothing of a cluster.
  @Test
  void theKeysOfUsersAreOnAllNodes() {
    Set<String> users =
        IntStream.range(0, 30).mapToObj(i -> "user" + i).collect(Collectors.toSet());
    users.forEach(user -> register(a, key(user, "phone", 1)));
    assertEquals(users, await(lookup().locate(wanted(users))).sessions().keySet());
    List<Long> keys = cluster.keysOfNodes();
    assertTrue(keys.stream().allMatch(count -> count > 5), keys::toString);
  }

  /// Leases are on one node, and only that one's loss is told to edges. What another loses, those
  /// put back whose heartbeat finds it missing.
  @Test
  void whatANodeLosesThatHasNoLeasesComesBackWithThePulses() {
    int lost = (cluster.nodeOf(redis().keys().slots()) + 1) % cluster.nodes();
    List<SessionKey> sessions =
        IntStream.range(0, 60)
            .mapToObj(i -> key("user" + i, "phone", i + 1))
            .filter(session -> cluster.nodeOf(redis().keys().devices(session.user())) == lost)
            .toList();
    List<String> channels =
        IntStream.range(0, 60)
            .mapToObj(i -> "c:" + i)
            .filter(channel -> cluster.nodeOf(redis().keys().interest(channel)) == lost)
            .toList();
    await(a.sessions().refresh(sessions));
    await(a.interest().add(channels));
    assertFound(sessions, channels);
    cluster.kill(lost);
    Eventually.eventually(
        PATIENCE,
        () -> {
          await(a.sessions().pulse(sessions));
          await(a.interest().pulse(channels));
          assertFound(sessions, channels);
        });
  }

  private void assertFound(List<SessionKey> sessions, List<String> channels) {
    Set<String> users = sessions.stream().map(SessionKey::user).collect(Collectors.toSet());
    assertTrue(users.size() > 5 && channels.size() > 5, "some are on each node");
    var located =
        await(lookup().locate(new Wanted(users, Set.copyOf(channels), List.of(), List.of())));
    assertEquals(users, located.sessions().keySet());
    assertEquals(Set.copyOf(channels), located.channels().keySet());
  }
}
