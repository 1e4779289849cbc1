package io.parley.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/// What a command line means.
class BenchmarkOptionsTest {
  @Test
  void nothingSaidIsPairs() {
    BenchmarkOptions options = BenchmarkOptions.parse(List.of());
    assertEquals(
        new Plan.Pairs(
            200, List.of(new Load.Open(500), new Load.Open(2000), new Load.Closed(200, 4))),
        options.plan());
    assertEquals(new Load.Closed(100, 4), options.runIn());
    assertEquals(60_000, options.runInPace().measuredMs());
    assertEquals(new LoadRun.Pace(10_000, 20_000, 10_000), options.pace());
  }

  @Test
  void sendersAreNoMoreThanUsers() {
    assertEquals(
        new Plan.Pairs(4, List.of(new Load.Closed(4, 2))),
        plan("--rates", "-", "--users", "4", "--senders", "9", "--window", "2"));
  }

  @Test
  void groupsHaveAsManyPeopleAsTheLargest() {
    Plan plan = plan("--group-members", "500,999", "--group-rate", "5,50");
    assertEquals(new Plan.Groups(List.of(500, 999), List.of(alone(5), alone(50))), plan);
    assertEquals(1000, plan.people());
  }

  @Test
  void severalGroupsAreWrittenToAtOnce() {
    Plan plan =
        plan("--group-members", "500", "--group-rate", "10,3x80,max,9xmax", "--group-senders", "5");
    var three = new Plan.GroupRate(3, new Load.Tempo.InEach(80));
    assertEquals(
        new Plan.Groups(List.of(500), List.of(alone(10), three, atMost(1, 5), atMost(9, 5))), plan);
  }

  @Test
  void channelsHaveAsManyPeopleAsAreConnected() {
    Plan plan = plan("--channel-members", "20000,1000000", "--channel-connected", "15000");
    assertEquals(new Plan.Channels(List.of(20_000, 1_000_000), 15_000, 1), plan);
    assertEquals(15_000, plan.people());
  }

  @Test
  void theBudgetHasStandardsOfItsOwn() {
    BenchmarkOptions options = BenchmarkOptions.parse(List.of("--budget", "plain"));
    assertEquals(0, options.edges());
    assertEquals(
        new Plan.Budget(
            new Plan.Idle(15_000, 1, 64),
            new Plan.Pairs(500, List.of(new Load.Open(1000), new Load.Closed(400, 4))),
            new Plan.Groups(List.of(500), List.of(alone(10), alone(80), atMost(10, 32))),
            false),
        options.plan());
    assertEquals(60_000, options.pace().warmUpMs());
  }

  @Test
  void partsOfTheBudgetCanBeLeftOut() {
    Plan plan =
        plan(
            "--budget",
            "tls",
            "--idle-sockets",
            "0",
            "--rates",
            "-",
            "--senders",
            "0",
            "--users",
            "2",
            "--group-members",
            "-");
    assertEquals(
        new Plan.Budget(
            new Plan.Idle(0, 1, 64),
            new Plan.Pairs(2, List.of()),
            new Plan.Groups(List.of(), List.of()),
            true),
        plan);
    assertEquals(2, plan.people());
  }

  @Test
  void whatIsWrongIsSaid() {
    for (List<String> wrong :
        List.of(
            List.of("--users", "3"),
            List.of("--users", "many"),
            List.of("--rates", "0"),
            List.of("--unknown", "1"),
            List.of("--loops"),
            List.of("--group-members", "1025"),
            List.of("--group-members", "1"),
            List.of("--group-members", "2", "--group-rate", "10,0"),
            List.of("--group-members", "2", "--group-rate", "0x10"),
            List.of("--group-members", "2", "--group-rate", "2x"),
            List.of("--group-members", "2", "--group-rate", "maximum"),
            List.of("--group-members", "2", "--group-senders", "0"),
            List.of("--group-members", "2", "--group-rate", "101x1"),
            List.of("--budget", "yes"),
            List.of("--budget", "plain", "--running", ".parley"),
            List.of("--budget", "plain", "--idle-minutes", "0"),
            List.of("--channel-members", "10", "--channel-connected", "11"),
            List.of("--group-members", "2", "--channel-members", "2000"))) {
      assertThrows(IllegalArgumentException.class, () -> BenchmarkOptions.parse(wrong));
    }
  }

  private static Plan.GroupRate alone(int perSecond) {
    return new Plan.GroupRate(1, new Load.Tempo.InEach(perSecond));
  }

  private static Plan.GroupRate atMost(int groups, int senders) {
    return new Plan.GroupRate(groups, new Load.Tempo.AsAnswersCome(senders));
  }

  private static Plan plan(String... words) {
    return BenchmarkOptions.parse(List.of(words)).plan();
  }
}
