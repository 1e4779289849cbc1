package io.parley.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.presence.SessionLookup.News;
import io.parley.protocol.v1.ConversationHead;
import io.parley.testing.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What the members of a group learn of what moved, whoever of them asks and whenever.
abstract class GroupNewsContract extends InterestContract {
  private static final String GROUP = "g:many";

  private final List<String> members = users(40);

  @Test
  void eachMemberLearnsWhereItStandsByNow() {
    for (long seq : List.of(1L, 2L, 17L)) {
      leave(of(members, seq));
      for (String member : List.of("user0", "user20", "user39")) {
        assertEquals(List.of(seq), told(member));
      }
    }
    assertEquals(List.of(), told("nobody"));
  }

  @Test
  void aReplayTakesNothingBack() {
    leave(of(members, 1));
    leave(of(members, 9));
    leave(of(members, 4));
    assertEquals(List.of(9L), told("user7"));
    leave(of(members, 10));
    assertEquals(List.of(10L), told("user7"));
  }

  @Test
  void whoIsTakenOutHearsOfThatAndOfNothingAfterIt() {
    leave(of(members, 1));
    leave(of(members, 2));
    List<String> rest = members.subList(0, 39);
    List<String> restAndGone = new ArrayList<>(members);
    leave(of(restAndGone, 3));
    for (long seq = 4; seq < 7; seq++) {
      leave(of(rest, seq));
      assertEquals(List.of(3L), told("user39"));
      assertEquals(List.of(seq), told("user0"));
    }
    leave(of(members, 7));
    leave(of(members, 8));
    assertEquals(List.of(8L), told("user39"), "let in again");
  }

  /// A request that is made once more is told once more, to those who are left.
  @Test
  void whoIsTakenOutHearsOfNothingAlsoWhereThatIsToldTwice() {
    leave(of(members, 1));
    List<String> rest = members.subList(0, 39);
    leave(of(new ArrayList<>(members), 3));
    leave(of(new ArrayList<>(rest), 3));
    for (long seq = 4; seq < 6; seq++) {
      leave(of(rest, seq));
      assertEquals(List.of(3L), told("user39"));
      assertEquals(List.of(seq), told("user0"));
    }
  }

  @Test
  void whoIsTakenOutInOneBatchWithWhatIsSaidAfterwardsHearsOfThatAlone() {
    leave(of(members, 1));
    List<String> rest = members.subList(20, 40);
    List<String> gone = members.subList(0, 20);
    leave(of(rest, 5), of(gone, 3));
    leave(of(rest, 6));
    assertEquals(List.of(3L), told("user0"));
    assertEquals(List.of(6L), told("user20"));
  }

  @Test
  void whoComesInLearnsWhatIsSaidThen() {
    List<String> before = members.subList(0, 30);
    leave(of(before, 1));
    leave(of(before, 2));
    assertEquals(List.of(), told("user30"));
    leave(of(members, 3));
    leave(of(members, 4));
    assertEquals(List.of(4L), told("user30"));
    assertEquals(List.of(4L), told("user0"));
  }

  @Test
  void oneMemberMayHaveBeenLeftMoreThanTheOthers() {
    leave(of(members, 1));
    // as for whom nobody could be asked before
    leave(of(List.of("user3"), 2));
    leave(of(members, 5));
    assertEquals(List.of(5L), told("user3"));
    assertEquals(List.of(5L), told("user4"));
  }

  @Test
  void itGoesOnFromOneSpanOfTimeToTheNext() {
    for (long seq = 1; seq < 12; seq++) {
      leave(of(members, seq));
      assertEquals(List.of(seq), told("user5"));
      clock.advance(Duration.ofSeconds(45));
      assertEquals(List.of(seq), told("user6"));
    }
    clock.advance(Duration.ofMinutes(10));
    assertEquals(List.of(), told("user5"));
  }

  @Test
  void afterALossOfTheRegistryTheNextMessageIsToldToAll() {
    leave(of(members, 1));
    leave(of(members, 2));
    flush();
    a.renew();
    b.renew();
    Eventually.eventually(PATIENCE, () -> locate("nobody"));
    leave(of(members, 3));
    assertEquals(List.of(3L), told("user0"));
    assertEquals(List.of(3L), told("user39"));
    leave(of(members, 4));
    assertEquals(List.of(4L), told("user39"));
  }

  @Test
  void severalGroupsOfOneUser() {
    for (int round = 1; round < 4; round++) {
      for (int group = 0; group < 3; group++) {
        leave(new News(members, "g:" + group, 10L * group + round, 10L * round + group));
      }
    }
    assertEquals(
        List.of("g:2 23", "g:1 13", "g:0 3"),
        heads(key("user1", "phone", 1)).stream()
            .map(head -> head.getConversation() + " " + head.getHead().getSeq())
            .toList());
  }

  private static News of(List<String> users, long seq) {
    return new News(users, GROUP, seq, 1_000 + seq);
  }

  private List<Long> told(String user) {
    List<ConversationHead> heads = heads(key(user, "phone", 1));
    return heads.stream().map(head -> head.getHead().getSeq()).toList();
  }

  static List<String> users(int count) {
    return IntStream.range(0, count).mapToObj(i -> "user" + i).toList();
  }
}
