package io.parley.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.protocol.v1.Code;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The generator over real sockets, against an edge of a few lines that does wrong what it is told
/// to.
class CrowdIT {
  private static final int PEOPLE = 20;
  private static final Load.Tempo HUNDRED = new Load.Tempo.InEach(100);
  private static final LoadRun.Pace PACE = new LoadRun.Pace(0, 500, 5000);

  @Test
  void everyMessageOfAnOpenLoadIsSentAtItsTimeAndCounted() throws Exception {
    try (ToyEdge one = new ToyEdge(ToyEdge.Faults.NONE)) {
      LaneTally tally = run(new Load.Open(1000), List.of(one.uri()), 2);
      int due = tally.sent.cardinality();
      assertTrue(due > 480 && due < 520, "due in half a second: " + due);
      assertEquals(due, tally.arrived.cardinality());
      assertEquals(due, tally.answered.cardinality());
      assertEquals(due, tally.toEvent.getTotalCount());
      assertEquals(0, tally.doubled);
      assertEquals(0, tally.socketsLost);
    }
  }

  @Test
  void aClosedLoadGoesOnWithEachAnswer() throws Exception {
    try (ToyEdge one = new ToyEdge(ToyEdge.Faults.NONE)) {
      LaneTally tally = run(new Load.Closed(10, 4), List.of(one.uri()), 1);
      assertTrue(tally.sent.cardinality() > 10 * 4, "more than the first windowful");
      assertEquals(tally.sent.cardinality(), tally.arrived.cardinality());
    }
  }

  @Test
  void whatIsLostOrDoubledIsCounted() throws Exception {
    try (ToyEdge edge = new ToyEdge(new ToyEdge.Faults(10, 7, false))) {
      LaneTally tally = run(new Load.Open(1000), List.of(edge.uri()), 1);
      int missing = tally.sent.cardinality() - tally.arrived.cardinality();
      assertTrue(missing > 40 && missing < 60, "missing: " + missing);
      assertTrue(tally.doubled > 40, "doubled: " + tally.doubled);
    }
  }

  @Test
  void aRefusalIsCountedAndAClosedLoadSurvivesIt() throws Exception {
    try (ToyEdge edge = new ToyEdge(new ToyEdge.Faults(0, 0, true))) {
      LaneTally tally = run(new Load.Closed(10, 1), List.of(edge.uri()), 1);
      assertEquals(Map.of(Code.RATE_LIMITED, 10), tally.errors);
      assertTrue(tally.arrived.cardinality() > 10);
    }
  }

  @Test
  void eachCopyOfAMessageToManyIsCountedAndTheLastOneTimed() throws Exception {
    int members = 12;
    try (ToyEdge edge = new ToyEdge(ToyEdge.Faults.NONE)) {
      Load load = new Load.Spread(List.of(group(members)), 50, 3, members - 1, HUNDRED);
      LaneTally tally = run(load, List.of(edge.uri()), 2);
      int due = tally.sent.cardinality();
      assertTrue(due > 40 && due < 60, "due in half a second: " + due);
      assertEquals(due, tally.answered.cardinality());
      assertEquals(due, tally.arrived.cardinality());
      assertEquals((long) due * (members - 1), tally.copies.total());
      assertEquals((long) due * (members - 1), tally.toEvent.getTotalCount());
      assertEquals(due, tally.toLast.getTotalCount());
      assertEquals(tally.toEvent.getMaxValue(), tally.toLast.getMaxValue());
      assertEquals(0, tally.doubled);
    }
  }

  @Test
  void severalConversationsHaveTheirTurnAndTheRateOfEach() throws Exception {
    try (ToyEdge edge = new ToyEdge(ToyEdge.Faults.NONE)) {
      Load load = new Load.Spread(List.of(group(12), group(6)), 6, 4, 5, new Load.Tempo.InEach(50));
      LaneTally tally = run(load, List.of(edge.uri()), 2);
      int due = tally.sent.cardinality();
      assertTrue(due > 40 && due < 60, "due in half a second: " + due);
      assertEquals(due, tally.arrived.cardinality());
      long both = 11 + 5;
      long copies = tally.copies.total();
      assertTrue(Math.abs(2 * copies - both * due) <= 2 * both, copies + " copies of " + due);
      assertEquals(4 * 2, edge.whoWroteWhere().size(), "each of four to both");
      assertEquals(0, tally.doubled);
    }
  }

  @Test
  void messagesToManyGoAsFastAsAnswersCome() throws Exception {
    Load.Tempo tempo = new Load.Tempo.AsAnswersCome(3);
    try (ToyEdge edge = new ToyEdge(new ToyEdge.Faults(0, 0, true))) {
      Load load = new Load.Spread(List.of(group(12), group(6)), 6, 3, 5, tempo);
      LaneTally tally = run(load, List.of(edge.uri()), 2);
      int sent = tally.sent.cardinality();
      assertTrue(sent > 40, "more than at any rate that is asked for: " + sent);
      assertEquals(Map.of(Code.RATE_LIMITED, 3), tally.errors, "one for each who sends");
      // those were sent before anything counted
      assertEquals(sent, tally.arrived.cardinality());
      assertEquals(sent, tally.answered.cardinality());
      assertEquals(3 * 2, edge.whoWroteWhere().size(), "each of three to both");
    }
  }

  @Test
  void aMessageThatOneMemberDoesNotGetHasNotArrived() throws Exception {
    int members = 12;
    try (ToyEdge edge = new ToyEdge(new ToyEdge.Faults(10, 0, false))) {
      Load load = new Load.Spread(List.of(group(members)), members, 1, members - 1, HUNDRED);
      LaneTally tally = run(load, List.of(edge.uri()), 2);
      int missing = tally.sent.cardinality() - tally.arrived.cardinality();
      assertTrue(missing >= 4 && missing <= 6, "missing: " + missing);
      assertEquals((long) tally.sent.cardinality() * (members - 1) - missing, tally.copies.total());
    }
  }

  @Test
  void aCopyThatComesTwiceIsNoted() throws Exception {
    int members = 12;
    try (ToyEdge edge = new ToyEdge(new ToyEdge.Faults(0, 10, false))) {
      Load load = new Load.Spread(List.of(group(members)), members, 1, members - 1, HUNDRED);
      LaneTally tally = run(load, List.of(edge.uri()), 1);
      assertTrue(tally.doubled >= 4, "doubled: " + tally.doubled);
      assertEquals(tally.sent.cardinality(), tally.arrived.cardinality());
    }
  }

  /// A table by numbers must not grow with all that was ever sent.
  @Test
  void eachLoadCountsItsMessagesAnew() throws Exception {
    try (ToyEdge edge = new ToyEdge(ToyEdge.Faults.NONE);
        Crowd crowd = crowd(List.of(edge.uri()), 2)) {
      LaneTally first = LoadRun.run(crowd, new Load.Closed(10, 4), PACE);
      LaneTally second = LoadRun.run(crowd, new Load.Open(100), PACE);
      assertTrue(first.sent.length() > 60, "messages: " + first.sent.length());
      int due = second.sent.cardinality();
      assertTrue(due > 40 && due < 60, "due in half a second: " + due);
      assertTrue(second.sent.length() <= due + 2, "numbers up to " + second.sent.length());
      assertEquals(due, second.arrived.cardinality());
    }
  }

  /// As the edge of a few lines knows it: its members, by their names.
  private static String group(int members) {
    return IntStream.range(0, members).mapToObj(i -> "u" + i).collect(Collectors.joining("+"));
  }

  private static LaneTally run(Load load, List<URI> edges, int loops) throws Exception {
    try (Crowd crowd = crowd(edges, loops)) {
      return LoadRun.run(crowd, load, PACE);
    }
  }

  /// Of people that are connected.
  private static Crowd crowd(List<URI> edges, int loops) throws Exception {
    Crowd crowd = new Crowd(edges, loops, 7, "text");
    List<LoadSocket.Person> people = new ArrayList<>();
    for (int i = 0; i < PEOPLE; i++) {
      people.add(new LoadSocket.Person(i, "u" + i, "u" + i, "d", "u" + (i ^ 1)));
    }
    assertEquals(PEOPLE, crowd.connect(people).size());
    return crowd;
  }
}
