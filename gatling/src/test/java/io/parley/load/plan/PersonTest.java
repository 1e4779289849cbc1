package io.parley.load.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PersonTest {
  private static final Tempo TEMPO = Tempo.steady(100, 1000);

  private static Person person(double share, List<Integer> writesIn, long seed) {
    return new Person(TEMPO, share, writesIn, new SplittableRandom(seed));
  }

  private static List<Double> dues(Person person) {
    List<Double> dues = new ArrayList<>();
    for (OptionalDouble due = person.next(); due.isPresent(); due = person.next()) {
      dues.add(due.getAsDouble());
    }
    return dues;
  }

  @Test
  void herShareOfTheRateIsHers() {
    List<Double> dues = dues(person(0.1, List.of(0), 1));
    assertTrue(dues.size() > 9_700 && dues.size() < 10_300, "of 10,000: " + dues.size());
    assertEquals(dues.stream().sorted().toList(), dues);
  }

  @Test
  void pausesAreThoseOfPeopleWhoDoNotKnowOfEachOther() {
    List<Double> dues = dues(person(0.1, List.of(0), 1));
    double mean = dues.getLast() / dues.size();
    long longer = 0;
    for (int i = 1; i < dues.size(); i++) {
      longer += dues.get(i) - dues.get(i - 1) > mean ? 1 : 0;
    }
    // exponential: one in e
    assertEquals(1 / Math.E, (double) longer / dues.size(), 0.03);
  }

  @Test
  void theSameSeedIsTheSamePerson() {
    assertEquals(dues(person(0.1, List.of(0), 7)), dues(person(0.1, List.of(0), 7)));
  }

  @Test
  void whoComesLateDoesNotMakeUpForIt() {
    Person person = person(0.1, List.of(0), 1);
    person.arrives(900);
    double first = person.next().orElseThrow();
    assertTrue(first > 900, "at " + first);
  }

  @Test
  void whoWritesNowhereListens() {
    Person person = person(0.1, List.of(), 1);
    assertEquals(OptionalDouble.empty(), person.next());
    assertEquals(OptionalInt.empty(), person.conversation());
  }

  @Test
  void theFirstConversationIsTwiceAsDearAsTheSecond() {
    Person person = person(0.1, List.of(5, 6, 7), 1);
    int[] counts = new int[8];
    for (int i = 0; i < 11_000; i++) {
      counts[person.conversation().orElseThrow()]++;
    }
    assertEquals(6000, counts[5], 300);
    assertEquals(3000, counts[6], 300);
    assertEquals(2000, counts[7], 300);
  }

  @Test
  void mostTextsAreShortAndAFewAreLong() {
    Person person = person(0.1, List.of(0), 1);
    int[] lengths = new int[10_000];
    Arrays.setAll(lengths, _ -> person.textLength());
    Arrays.sort(lengths);
    assertEquals(40, lengths[5_000], 3);
    assertTrue(lengths[9_900] > 200, "long: " + lengths[9_900]);
    assertTrue(lengths[0] >= 1 && lengths[9_999] <= 4000);
  }
}
