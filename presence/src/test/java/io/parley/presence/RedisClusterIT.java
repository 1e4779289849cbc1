package io.parley.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.presence.SessionLookup.Located;
import io.parley.presence.SessionLookup.Wanted;
import io.parley.presence.SessionRegistry.SessionKey;
import io.parley.testing.Eventually;
import io.parley.testing.engines.EnginesExtension;
import io.parley.testing.engines.RedisCluster;
import io.parley.testing.engines.TestEngines;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
    int lost = anotherThan(cluster.nodeOf(redis().keys().slots()));
    SlotEvents events = new SlotEvents();
    // one whose lease outlasts the loss, so that nothing is told for another reason
    RedisRegistry.Edge c = redis().registry(RegistryTerms.standard()).edge("standard", SLOTS);
    int slot = await(c.slot().acquire(events));
    List<SessionKey> sessions = sessions().filter(session -> nodeOf(session) == lost).toList();
    List<String> channels =
        IntStream.range(0, 60)
            .mapToObj(i -> "c:" + i)
            .filter(channel -> cluster.nodeOf(redis().keys().interest(channel)) == lost)
            .toList();
    assertTrue(sessions.size() > 5 && channels.size() > 5, "some are on each node");
    await(c.sessions().refresh(sessions));
    await(c.interest().add(channels));
    assertEquals(located(slot, sessions, channels), located(sessions, channels));
    cluster.kill(lost);
    Eventually.eventually(
        PATIENCE, () -> assertEquals(Located.NOWHERE, located(sessions, channels)));
    await(c.sessions().pulse(sessions));
    await(c.interest().pulse(channels));
    assertEquals(located(slot, sessions, channels), located(sessions, channels));
    assertEquals(List.of(), events.told());
    await(c.slot().release());
  }

  /// One of them lacks the scripts: the others are not asked once more for what they answer once.
  @Test
  void whoIsDisplacedIsToldAlsoWhereANodeHasForgottenTheScripts() {
    int forgetful = cluster.nodeOf(redis().keys().devices("user0"));
    // one goes alone, and then others together: not that one first
    SessionKey alone = sessions().filter(key -> nodeOf(key) != forgetful).findFirst().orElseThrow();
    List<SessionKey> sessions =
        Stream.concat(Stream.of(alone), sessions().filter(key -> !key.equals(alone))).toList();
    await(a.sessions().refresh(sessions));
    cluster.forgetScripts(forgetful);
    var displaced =
        sessions.stream()
            .map(key ->
                b.sessions()
                    .register(key(key.user(), key.device(), key.session() + 1_000))
                    .toCompletableFuture())
            .toList();
    List<Long> told =
        displaced.stream()
            .map(each -> each.join().map(SessionAddress::session).orElse(0L))
            .toList();
    assertEquals(sessions.stream().map(SessionKey::session).toList(), told);
  }

  /// Who lives is read when all else is answered: else an edge that comes in between would be
  /// passed over.
  @Test
  void whoComesWhileANodeIsSilentIsFound() {
    int ofSlots = cluster.nodeOf(redis().keys().slots());
    SessionKey silent = sessionOn(anotherThan(ofSlots));
    SessionKey answered = sessionOn(ofSlots);
    SlotLease coming = new SlotLease(7, 4711);
    redis()
        .setText(
            redis().keys().devices(silent.user()),
            "\nphone " + SessionEntry.of(coming, silent.session()).text());
    AtomicInteger found = new AtomicInteger();
    // once more only where the silence took longer than a call may
    Eventually.eventually(PATIENCE, () -> found.set(foundWhenItComes(coming, silent, answered)));
    assertEquals(1, found.get());
    redis().end(coming);
  }

  private int foundWhenItComes(SlotLease coming, SessionKey silent, SessionKey answered) {
    redis().end(coming);
    CompletableFuture<Located> asked;
    int node = nodeOf(silent);
    cluster.suspend(node);
    try {
      asked = lookup().locate(wanted(Set.of(silent.user()))).toCompletableFuture();
      // the node of the leases has been asked by now what it is asked at once
      Located _ = await(lookup().locate(wanted(Set.of(answered.user()))));
      redis()
          .put(
              redis().keys().slots(),
              Integer.toString(coming.slot()),
              coming.epochText() + ":" + Long.MAX_VALUE / 1_000_000 + ":@0:coming");
    } finally {
      cluster.resume(node);
    }
    return await(asked).sessions().getOrDefault(silent.user(), List.of()).size();
  }

  private SessionKey sessionOn(int node) {
    return sessions().filter(session -> nodeOf(session) == node).findFirst().orElseThrow();
  }

  private static Stream<SessionKey> sessions() {
    return IntStream.range(0, 60).mapToObj(i -> key("user" + i, "phone", i + 1));
  }

  private int nodeOf(SessionKey session) {
    return cluster.nodeOf(redis().keys().devices(session.user()));
  }

  private int anotherThan(int node) {
    return (node + 1) % cluster.nodes();
  }

  private Located located(List<SessionKey> sessions, List<String> channels) {
    Set<String> users = sessions.stream().map(SessionKey::user).collect(Collectors.toSet());
    return await(lookup().locate(new Wanted(users, Set.copyOf(channels), List.of(), List.of())));
  }

  /// As it is when all of them are of the edge in this slot.
  private static Located located(int slot, List<SessionKey> sessions, List<String> channels) {
    return new Located(
        sessions.stream()
            .collect(
                Collectors.toMap(
                    SessionKey::user,
                    key -> List.of(new SessionAddress(key.device(), slot, key.session())))),
        channels.stream().collect(Collectors.toMap(name -> name, _ -> Set.of(slot))));
  }
}
