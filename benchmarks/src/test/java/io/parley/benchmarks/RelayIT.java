package io.parley.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The raw relay as a process, and what is measured of it.
class RelayIT {
  private static final int PEOPLE = 20;
  private static final LoadRun.Pace PACE = new LoadRun.Pace(0, 500, 5_000);

  @Test
  void itHandsMessagesOnInPairs() throws Exception {
    try (RelayProcess relay = start(null);
        Crowd crowd = crowd(relay, null)) {
      List<LoadSocket> _ = crowd.connect(relay.people("u", PEOPLE));
      LoadResult result = new LoadRun(relay, crowd, PACE).measure(new Load.Closed(10, 4));
      assertTrue(result.tally().sent.cardinality() > 10 * 4, "more than the first windowful");
      assertEquals(0, result.missing());
      assertEquals(result.tally().sent, result.tally().answered);
      assertTrue(result.delivered() > 0);
      assertTrue(result.used().processes().of("relay") > 0, "its CPU is counted");
    }
  }

  @Test
  void eachMemberOfAGroupGetsACopyButTheOneWhoWrites() throws Exception {
    try (RelayProcess relay = start(null);
        Crowd crowd = crowd(relay, null)) {
      List<LoadSocket.Person> people = relay.people("u", PEOPLE);
      List<Load.Spread> loads =
          new SpreadBenchmark(new PrintStream(OutputStream.nullOutputStream()), crowd, people)
              .make(
                  new Plan.Groups(
                      List.of(12),
                      List.of(
                          new Plan.GroupRate(3, new Load.Tempo.InEach(100)),
                          new Plan.GroupRate(2, new Load.Tempo.AsAnswersCome(32)))));
      assertEquals(
          List.of("3 x 12 members, 100/s", "2 x 12 members, max, 12 x 1"),
          loads.stream().map(Load::toString).toList());
      assertEquals(3, Set.copyOf(loads.getFirst().conversations()).size());
      for (Load.Spread load : loads) {
        LaneTally tally = LoadRun.run(crowd, load, PACE);
        assertTrue(tally.sent.cardinality() > 130, "sent: " + tally.sent.cardinality());
        assertEquals(tally.sent, tally.arrived);
        assertEquals(tally.sent.cardinality() * 11L, tally.copies.total());
        assertEquals(0, tally.doubled);
      }
    }
  }

  @Test
  void socketsComeAsFastAsTheyAreWelcomedAndGoWhenTheyAreTold(@TempDir Path folder)
      throws Exception {
    OwnCertificate tls = OwnCertificate.make(folder);
    try (RelayProcess relay = start(tls);
        Crowd crowd = crowd(relay, tls)) {
      List<LoadSocket.Person> people = relay.people("u", PEOPLE);
      for (int round = 0; round < 3; round++) {
        List<LoadSocket> sockets = crowd.connect(people, 7);
        assertEquals(people, sockets.stream().map(LoadSocket::person).toList());
        LaneTally tally = LoadRun.run(crowd, new Load.Open(200), PACE);
        assertEquals(tally.sent, tally.arrived);
        crowd.leave(sockets);
      }
      assertEquals(0, crowd.tally().socketsLost);
      assertEquals(0, crowd.refused());
    }
  }

  @Test
  void itsMemoryIsReadWhenItHasCollected() throws Exception {
    try (RelayProcess relay = start(null)) {
      long pid = Objects.requireNonNull(relay.processes().get(relay.edge()));
      ProcessMemory memory = ProcessMemory.collected(pid);
      assertTrue(memory.heap() > 1 << 20, "heap: " + memory);
      assertTrue(memory.resident() > memory.heap(), memory.toString());
    }
  }

  private static RelayProcess start(@Nullable OwnCertificate tls) throws Exception {
    return RelayProcess.start(ProcessMemory.TIGHT_HEAP, tls);
  }

  private static Crowd crowd(RelayProcess relay, @Nullable OwnCertificate tls) throws Exception {
    return new Crowd(relay.sockets(), 2, 7, "text", tls == null ? null : tls.forSockets());
  }
}
