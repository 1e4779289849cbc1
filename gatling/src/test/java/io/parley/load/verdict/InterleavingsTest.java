package io.parley.load.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// However the answers and the members' events interleave, the ledger counts exactly what was
/// planted.
class InterleavingsTest {
  private static final int MEMBERS = 4;

  private sealed interface Happening {
    record Acknowledged(int message) implements Happening {}

    record Shown(int member, int message) implements Happening {}
  }

  /// One line of happenings for each member, and one for the answers; within a line the order
  /// stands.
  private static List<Deque<Happening>> lines(int messages) {
    List<Deque<Happening>> lines = new ArrayList<>();
    Deque<Happening> answers = new ArrayDeque<>();
    for (int message = 0; message < messages; message++) {
      answers.add(new Happening.Acknowledged(message));
    }
    lines.add(answers);
    for (int member = 0; member < MEMBERS; member++) {
      Deque<Happening> line = new ArrayDeque<>();
      for (int message = 0; message < messages; message++) {
        line.add(new Happening.Shown(member, message));
      }
      lines.add(line);
    }
    return lines;
  }

  private static Delivery play(int messages, List<Deque<Happening>> lines, Random random) {
    var ledger = new ConversationLedger("talk", MEMBERS);
    for (int message = 0; message < messages; message++) {
      assertEquals(message, ledger.attempt());
    }
    List<Deque<Happening>> left = new ArrayList<>(lines);
    left.removeIf(Deque::isEmpty);
    while (!left.isEmpty()) {
      Deque<Happening> line = left.get(random.nextInt(left.size()));
      switch (line.remove()) {
        case Happening.Acknowledged(int message) ->
            ledger.acknowledged(message, message + 1L, message + 1001L);
        case Happening.Shown(int member, int message) ->
            ledger.shown(member, message + 1L, message + 1001L, message);
      }
      left.removeIf(Deque::isEmpty);
    }
    BitSet all = new BitSet();
    all.set(0, MEMBERS);
    return ledger.judge(all);
  }

  @Property(tries = 200)
  void withoutFaultsNoneIsFound(
      @ForAll @IntRange(min = 1, max = 60) int messages, @ForAll long seed) {
    Delivery found = play(messages, lines(messages), new Random(seed));
    assertEquals(List.of(0L, 0L, 0L), counts(found));
    assertEquals((long) messages * MEMBERS, found.shown());
  }

  @Property(tries = 200)
  void everyLossIsFound(@ForAll @IntRange(min = 2, max = 60) int messages, @ForAll long seed) {
    Random random = new Random(seed);
    List<Deque<Happening>> lines = lines(messages);
    int lost = 0;
    for (Deque<Happening> line : lines.subList(1, lines.size())) {
      int before = line.size();
      line.removeIf(_ -> random.nextInt(10) == 0);
      lost += before - line.size();
    }
    assertEquals(List.of((long) lost, 0L, 0L), counts(play(messages, lines, random)));
  }

  @Property(tries = 200)
  void everyDoubleIsFound(@ForAll @IntRange(min = 1, max = 60) int messages, @ForAll long seed) {
    Random random = new Random(seed);
    List<Deque<Happening>> lines = lines(messages);
    int doubled = 0;
    for (Deque<Happening> line : lines.subList(1, lines.size())) {
      List<Happening> twice = line.stream().filter(_ -> random.nextInt(10) == 0).toList();
      line.addAll(twice);
      doubled += twice.size();
    }
    assertEquals(List.of(0L, (long) doubled, 0L), counts(play(messages, lines, random)));
  }

  @Property(tries = 200)
  void everySwapOfNeighboursIsFound(
      @ForAll @IntRange(min = 2, max = 60) int messages, @ForAll long seed) {
    Random random = new Random(seed);
    List<Deque<Happening>> lines = lines(messages);
    int swaps = 0;
    for (Deque<Happening> line : lines.subList(1, lines.size())) {
      List<Happening> order = new ArrayList<>(line);
      for (int i = 0; i + 1 < order.size(); i += 2) {
        if (random.nextBoolean()) {
          order.set(i, order.set(i + 1, order.get(i)));
          swaps++;
        }
      }
      line.clear();
      line.addAll(order);
    }
    assertEquals(List.of(0L, 0L, (long) swaps), counts(play(messages, lines, random)));
  }

  private static List<Long> counts(Delivery delivery) {
    Delivery.Faults faults = delivery.faults();
    return List.of(faults.lost(), faults.doubled(), faults.reordered());
  }
}
