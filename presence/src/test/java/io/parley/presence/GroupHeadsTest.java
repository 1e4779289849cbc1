package io.parley.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.presence.GroupHeads.Plan;
import io.parley.presence.SessionLookup.News;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupHeadsTest {
  private static final long SPAN = 3;

  private final GroupHeads heads = new GroupHeads(3);
  private final List<String> members = List.of("ann", "bob", "cy");

  @Test
  void aGroupIsBegunWithWordsAndThenOnlyMoved() {
    News first = news(members, 1);
    Plan plan = leave(first);
    assertEquals(List.of(first), plan.words());
    assertEquals(
        List.of(GroupHead.begunAt(at(1))), plan.begun().stream().map(b -> b.at()).toList());
    assertEquals(List.of(), plan.moved());

    Plan second = leave(news(members, 2));
    assertEquals(List.of(), second.words());
    assertEquals(List.of(), second.begun());
    assertEquals(List.of(move(1, 1, 2)), moves(second));

    assertEquals(List.of(move(1, 2, 5)), moves(leave(news(members, 5))));
  }

  @Test
  void ofFewUsersEachIsLeftWord() {
    List<String> both = List.of("ann", "bob");
    for (int seq = 1; seq < 3; seq++) {
      News item = new News(both, "d:ann:bob", seq, seq);
      assertEquals(new Plan(SPAN, List.of(), List.of(), List.of(item)), leave(item));
    }
  }

  @Test
  void whoComesIntoAChannelIsLeftWord() {
    News item = new News(members, "c:1", 1, 1);
    assertEquals(new Plan(SPAN, List.of(), List.of(), List.of(item)), leave(item));
  }

  @Test
  void anotherListBeginsAnewEvenOneThatIsEqual() {
    leave(news(members, 1));
    // bob was taken out, which is told to all with him, and let in again
    List<String> equal = List.copyOf(members.stream().map(String::new).toList());
    assertEquals(members, equal);
    Plan plan = leave(news(equal, 2));
    assertEquals(1, plan.begun().size());
    assertEquals(1, plan.words().size());
    assertEquals(List.of(move(2, 2, 3)), moves(leave(news(equal, 3))));
  }

  @Test
  void inAnotherSpanAllAreLeftWordAndGoOnFromTheOneBefore() {
    leave(news(members, 1));
    leave(news(members, 2));
    Plan plan = heads.plan(List.of(news(members, 3)), SPAN + 1);
    assertEquals(List.of(news(members, 3)), plan.words());
    assertEquals(
        List.of(new GroupHead(at(3), at(1))), plan.begun().stream().map(b -> b.at()).toList());
    heads.begun(plan.begun(), plan.span());
    assertEquals(List.of(move(1, 3, 4)), moves(heads.plan(List.of(news(members, 4)), SPAN + 1)));
  }

  @Test
  void whatIsForgottenIsBegunAnew() {
    leave(news(members, 1));
    leave(new News(members, "g:other", 1, 1));
    heads.forget(heads.plan(List.of(news(members, 2)), SPAN).moved());
    assertEquals(1, heads.plan(List.of(news(members, 3)), SPAN).begun().size());
    assertEquals(1, leave(new News(members, "g:other", 2, 2)).moved().size());
  }

  @Test
  void whatWasPlannedAloneIsNotRemembered() {
    heads.plan(List.of(news(members, 1)), SPAN);
    assertEquals(1, heads.plan(List.of(news(members, 2)), SPAN).begun().size());
  }

  @Test
  void aReplayDoesNotMoveItBack() {
    leave(news(members, 1));
    leave(news(members, 7));
    assertEquals(List.of(move(1, 7, 7)), moves(leave(news(members, 4))));
    assertEquals(List.of(move(1, 7, 8)), moves(leave(news(members, 8))));
  }

  @Test
  void ofSeveralOfOneGroupTheNewestIsItsOwn() {
    News ofThoseWhoWent = news(List.of("dan", "eve", "fay"), 4);
    News newest = news(members, 5);
    Plan plan = leave(ofThoseWhoWent, newest);
    assertEquals(List.of(ofThoseWhoWent, newest), plan.words());
    assertEquals(
        List.of(GroupHead.begunAt(at(5))), plan.begun().stream().map(b -> b.at()).toList());
    assertEquals(List.of(move(5, 5, 6)), moves(leave(news(members, 6))));
  }

  @Test
  void groupsDoNotKnowOfEachOther() {
    leave(news(members, 1));
    assertEquals(1, leave(new News(members, "g:other", 1, 1)).begun().size());
    assertEquals(List.of(move(1, 1, 2)), moves(leave(news(members, 2))));
  }

  @Test
  void beyondTheBoundThoseThatSpokeLongestAgoAreBegunAnew() {
    for (int i = 0; i <= GroupHeads.REMEMBERED_MAX; i++) {
      leave(new News(members, "g:" + i, 1, 1));
    }
    assertEquals(1, leave(new News(members, "g:0", 2, 2)).begun().size());
    assertEquals(1, leave(new News(members, "g:2", 2, 2)).moved().size());
  }

  private Plan leave(News... news) {
    Plan plan = heads.plan(List.of(news), SPAN);
    heads.moved(plan.moved());
    heads.begun(plan.begun(), plan.span());
    return plan;
  }

  private static News news(List<String> users, long seq) {
    return new News(users, "g:1", seq, 100 + seq);
  }

  private static String at(long seq) {
    return NewsSpan.text(seq, 100 + seq);
  }

  private static String move(long since, long from, long to) {
    return new GroupHead(at(from), at(since)).text()
        + " "
        + new GroupHead(at(to), at(since)).text();
  }

  private static List<String> moves(Plan plan) {
    return plan.moved().stream().map(move -> move.from().text() + " " + move.to().text()).toList();
  }
}
