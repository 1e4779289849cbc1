package io.parley.load.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CastTest {
  @Property(tries = 100)
  void noTwoMeetTwiceInARing(
      @ForAll @IntRange(min = 2, max = 40) int people,
      @ForAll @IntRange(min = 1, max = 5) int neighbours) {
    Set<Set<Integer>> pairs = new HashSet<>();
    for (Cast.Talk talk : Cast.ring(people, neighbours)) {
      assertEquals(2, Set.copyOf(talk.members()).size());
      assertTrue(pairs.add(Set.copyOf(talk.members())), talk::toString);
    }
    assertEquals(Math.min(people * neighbours, people * (people - 1) / 2), pairs.size());
  }

  @Property(tries = 100)
  void groupsHaveEachMemberOnce(
      @ForAll @IntRange(min = 3, max = 60) int people, @ForAll long seed) {
    for (Cast.Talk talk : Cast.groups(people, 5, people, new SplittableRandom(seed))) {
      assertEquals(talk.members().size(), new HashSet<>(talk.members()).size());
      assertTrue(talk.members().size() >= 3);
    }
  }

  @Test
  void inAChannelOnlyTheFirstWrites() {
    Cast cast = new Cast(3, List.of(Cast.everybody(Cast.Kind.CHANNEL, 3)));
    assertEquals(
        List.of(
            List.of(new Cast.Place(0, 0, true)),
            List.of(new Cast.Place(0, 1, false)),
            List.of(new Cast.Place(0, 2, false))),
        cast.places());
  }
}
