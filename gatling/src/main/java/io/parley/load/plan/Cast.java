package io.parley.load.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Who there is, and who is in which conversation. People are counted from 0.
///
/// @param people how many
/// @param talks the conversations
public record Cast(int people, List<Talk> talks) {
  public enum Kind {
    DIRECT,
    GROUP,
    CHANNEL
  }

  /// One conversation. The first member makes it; in a channel she alone writes.
  public record Talk(Kind kind, List<Integer> members) {
    public Talk {
      members = List.copyOf(members);
    }
  }

  public Cast {
    talks = List.copyOf(talks);
  }

  /// Each talks to the next ones in a ring, so everybody has the same number of conversations, and
  /// likes the nearest best.
  public static List<Talk> ring(int people, int neighbours) {
    List<Talk> talks = new ArrayList<>();
    for (int step = 1; step <= neighbours && 2 * step < people + 1; step++) {
      for (int one = 0; one < people; one++) {
        int other = (one + step) % people;
        // with an even number the farthest meet twice
        if (2 * step != people || one < other) {
          talks.add(new Talk(Kind.DIRECT, List.of(one, other)));
        }
      }
    }
    return talks;
  }

  /// Groups of random people: sizes fall as their number grows, from `most` down to 3.
  public static List<Talk> groups(int people, int count, int most, RandomGenerator random) {
    List<Talk> talks = new ArrayList<>();
    for (int rank = 1; rank <= count; rank++) {
      int size = Math.clamp(most / rank, Math.min(3, people), people);
      List<Integer> members = new ArrayList<>();
      int at = random.nextInt(people);
      // a stride that shares no factor with the number of people comes back only after all
      int stride = coprime(people, 1 + random.nextInt(people));
      for (int i = 0; i < size; i++) {
        members.add(at);
        at = (at + stride) % people;
      }
      talks.add(new Talk(Kind.GROUP, members));
    }
    return talks;
  }

  private static int coprime(int people, int from) {
    return IntStream.range(from, from + people + 1)
        .filter(stride -> gcd(stride, people) == 1)
        .findFirst()
        .orElse(1);
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /// One with everybody in it.
  public static Talk everybody(Kind kind, int people) {
    return new Talk(kind, IntStream.range(0, people).boxed().toList());
  }

  /// A person's place in a conversation.
  ///
  /// @param member her number among its members
  public record Place(int talk, int member, boolean mayWrite) {}

  /// Of each person, her places, the dearest first: the order of `talks`.
  public List<List<Place>> places() {
    List<List<Place>> of = new ArrayList<>();
    IntStream.range(0, people).forEach(_ -> of.add(new ArrayList<>()));
    for (int talk = 0; talk < talks.size(); talk++) {
      List<Integer> members = talks.get(talk).members();
      for (int member = 0; member < members.size(); member++) {
        boolean mayWrite = talks.get(talk).kind() != Kind.CHANNEL || member == 0;
        of.get(members.get(member)).add(new Place(talk, member, mayWrite));
      }
    }
    return of;
  }
}
