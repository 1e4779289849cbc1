package io.parley.router;

import static io.parley.router.Passed.answerIn;
import static io.parley.router.Passed.frameIn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.history.ChannelRolls;
import io.parley.history.Standing;
import io.parley.history.Standing.Status;
import io.parley.presence.SessionLookup.ChannelNews;
import io.parley.presence.SessionLookup.News;
import io.parley.protocol.UserKey;
import io.parley.protocol.v1.Archive;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Delivery;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.Roster;
import io.parley.router.core.Given;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a partition does with groups, channels and users' own keys.
class GroupsAndChannelsTest extends OnePartition {
  @Test
  void rosterIsKeptBeforeItsEventAndShownAfterAllElse() {
    assertTrue(decide(createGroup("ann", "bob")));
    assertEquals(
        List.of("tail", "shown", "touch", "keep", "append", "put", "show", "locate", "send"),
        outside.calls);
    assertEquals(List.of("ann", "bob"), members(outside.shown(GROUP).orElseThrow()));
    assertEquals(Role.OWNER, standing("ann").role());
    assertEquals(Role.MEMBER, standing("bob").role());
  }

  @Test
  void nothingIsStoredAfterARemovalBeforeItIsKnownWhoMayNotReadIt() {
    decide(createGroup("ann", "bob", "cy"));
    outside.calls.clear();
    decide(send(GROUP, "ann", "1"), remove(GROUP, "ann", "bob"), send(GROUP, "ann", "2"));
    assertEquals(
        List.of("keep", "append", "put", "append", "put", "show"), outside.calls.subList(0, 6));
    assertEquals(3, standing("bob").untilSeq());
    assertEquals(Status.OUT, standing("bob").status());
  }

  @Test
  void eachHearsOfTheNewestHeadThatIsAnyOfHers() {
    decide(createGroup("ann", "bob", "cy"));
    outside.wanted.clear();
    decide(send(GROUP, "ann", "1"), remove(GROUP, "ann", "bob"), send(GROUP, "ann", "2"));
    List<News> news = outside.wanted.getFirst().news();
    assertEquals(
        List.of(List.of("ann", "cy"), List.of("bob")), news.stream().map(News::users).toList());
    assertEquals(List.of(4L, 3L), news.stream().map(News::seq).toList());
  }

  /// By that the registry knows that it has left them word.
  @Test
  void thoseWhoHearWhatIsSaidAreNamedWithOneListAsLongAsTheyAreTheSame() {
    decide(createGroup("ann", "bob", "cy"));
    List<String> members = toldAfter(send(GROUP, "ann", "1"));
    assertSame(members, toldAfter(send(GROUP, "bob", "2")));
    List<String> withGone = toldAfter(remove(GROUP, "ann", "bob"));
    assertEquals(List.of("ann", "cy", "bob"), withGone);
    List<String> rest = toldAfter(send(GROUP, "ann", "3"));
    assertEquals(List.of("ann", "cy"), rest);
    assertSame(rest, toldAfter(send(GROUP, "cy", "4")));
  }

  /// Who was taken out has heard that too, and nothing that is said after it.
  @Test
  void whatIsToldOnceMoreIsToldOnAListOfItsOwn() {
    decide(createGroup("ann", "bob", "cy"));
    decide(remove(GROUP, "ann", "bob"));
    List<String> rest = toldAfter(send(GROUP, "ann", "1"));
    // whom it told before, a router that comes in does not know
    router = open();
    List<String> again = toldAfter(send(GROUP, "ann", "1"));
    assertEquals(rest, again);
    assertNotSame(again, toldAfter(send(GROUP, "ann", "2")));
  }

  private List<String> toldAfter(Command.Builder command) {
    outside.wanted.clear();
    decide(command);
    return outside.wanted.getFirst().news().getFirst().users();
  }

  @Test
  void whatADeadRouterOwedIsMadeUpForWhenTheGroupIsLoaded() {
    outside.failing = Set.of("put");
    assertFalse(decide(createGroup("ann", "bob")));
    assertEquals(1, outside.stored(GROUP).size());
    assertEquals(Standing.NONE, standing("bob"));
    outside.failing = Set.of();
    // The log has lost the record that made it
    router = open();
    assertTrue(decide(send(GROUP, "bob", "m")));
    assertEquals(1, madeUp.get());
    assertTrue(standing("bob").isMember());
    assertEquals(List.of("ann", "bob"), members(outside.shown(GROUP).orElseThrow()));
  }

  @Test
  void whoWasRemovedInBetweenIsMadeUpForAsWell() {
    decide(createGroup("ann", "bob", "cy"));
    outside.failing = Set.of("put");
    assertFalse(decide(remove(GROUP, "ann", "bob"), add(GROUP, "ann", "dee")));
    outside.failing = Set.of("show");
    router = open();
    assertFalse(decide(send(GROUP, "ann", "m")));
    outside.failing = Set.of();
    assertTrue(decide(send(GROUP, "ann", "m")));
    assertEquals(2, standing("bob").untilSeq());
    assertTrue(standing("cy").isMember());
  }

  @Test
  void rosterIsTheOneOfTheNewestEventAlsoWhenALaterOneIsShown() {
    decide(createGroup("ann", "bob"));
    Roster newer =
        outside.shown(GROUP).orElseThrow().toBuilder()
            .setVersion(9)
            .setMessageId(Long.MAX_VALUE)
            .build();
    outside.history.membership().rosters().show(GROUP, newer).toCompletableFuture().join();
    outside.failing = Set.of("version");
    router = open();
    assertFalse(decide(send(GROUP, "ann", "m")));
    outside.failing = Set.of();
    assertTrue(decide(send(GROUP, "ann", "m")));
    assertEquals(0, madeUp.get());
  }

  @Test
  void hotConversationDoesNotHoldUpTheAnswersOfOthers() {
    decide(createGroup("ann", "bob"));
    rounds.clear();
    Command.Builder[] commands = new Command.Builder[901];
    for (int i = 0; i < 900; i++) {
      commands[i] = send(GROUP, i % 2 == 0 ? "ann" : "bob", "m" + i);
    }
    commands[900] = Given.send("ann", "lonely").toBuilder();
    outside.sent.clear();
    assertTrue(decide(commands));
    assertEquals(List.of(15), rounds);
    int lonely = -1;
    List<Long> seqs = new ArrayList<>();
    for (int i = 0; i < outside.sent.size(); i++) {
      Delivery delivery = outside.sent.get(i);
      if (frameIn(delivery).getEvent().getConversation().equals(Given.ANN_AND_BOB.text())) {
        lonely = i;
      } else {
        seqs.add(frameIn(delivery).getEvent().getSeq());
      }
    }
    assertEquals(Rounds.ROUND_MAX, lonely);
    assertEquals(seqs.stream().sorted().toList(), seqs);
    assertEquals(901, outside.stored(GROUP).size());
    assertEquals(1, outside.count("shown"));
  }

  @Test
  void membersOfAChannelAreStoredBeforeTheyAreCountedAndThenTold() {
    decide(createChannel("ann"));
    outside.calls.clear();
    assertTrue(decide(join("bob"), join("cy")));
    assertEquals(
        List.of("standings", "put", "places", "count", "locate", "send", "send"), outside.calls);
    assertEquals(2, outside.standing(CHANNEL, "bob").ordinal());
    assertEquals(3, outside.standing(CHANNEL, "cy").ordinal());
    Delivery told = outside.sent.getLast();
    assertEquals(List.of("cy"), List.copyOf(told.getMembership().getUsersList()));
    assertEquals(outside.standing(CHANNEL, "cy").changedId(), told.getMembership().getChangedId());
    assertTrue(answerIn(told).hasSent());
  }

  @Test
  void postOfAChannelGoesToInterestedEdgesAndLeavesOneWordForAll() {
    decide(createChannel("ann"), join("bob"));
    outside.interested.put(CHANNEL, Set.of(6, 7));
    outside.wanted.clear();
    outside.sent.clear();
    outside.touches.clear();
    assertTrue(decide(send(CHANNEL, "ann", "1"), send(CHANNEL, "ann", "2")));
    assertEquals(1, outside.wanted.size());
    assertEquals(List.of(), outside.wanted.getFirst().news());
    assertEquals(
        List.of(3L),
        outside.wanted.getFirst().channelNews().stream().map(ChannelNews::seq).toList());
    assertEquals(List.of(), outside.touches);
    // Two edges and the asker's, for each
    assertEquals(6, outside.sent.size());
    assertEquals(4, outside.sent.stream().filter(sent -> !sent.getChannel().isEmpty()).count());
  }

  @Test
  void ownKeyOfAUserIsKeptWithoutLoadingAnything() {
    Command.Builder archive =
        command(new UserKey("ann").text(), "ann")
            .setArchive(
                Archive.newBuilder().setConversation(Given.ANN_AND_BOB.text()).setArchived(true));
    assertTrue(decide(archive));
    assertEquals(List.of("find", "keepings", "locate", "send"), outside.calls);
    assertTrue(answerIn(outside.sent.getLast()).hasDone());
  }

  @Test
  void memberWhoComesAndGoesHoldsUpNobodyElse() {
    decide(createChannel("ann"));
    rounds.clear();
    outside.sent.clear();
    assertTrue(
        decide(
            add(CHANNEL, "ann", "bob"),
            remove(CHANNEL, "ann", "bob"),
            add(CHANNEL, "ann", "bob"),
            remove(CHANNEL, "ann", "bob"),
            Given.send("ann", "lonely").toBuilder()));
    assertEquals(List.of(4), rounds);
    assertEquals(
        "lonely", frameIn(outside.sent.get(1)).getEvent().getMessage().getClientMessageId());
    assertEquals(
        4, outside.sent.stream().filter(sent -> sent.getMembership().getUsersCount() > 0).count());
    assertEquals(Status.OUT, outside.standing(CHANNEL, "bob").status());
  }

  @Test
  void whoJoinsAndLeavesAllTheTimeIsAskedToWait() {
    decide(createChannel("ann"));
    rounds.clear();
    outside.sent.clear();
    assertTrue(decide(join("bob"), leave("bob"), leave("bob"), leave("bob"), leave("bob")));
    assertEquals(List.of(2), rounds);
    assertEquals(
        List.of(false, true, true, true, false),
        outside.sent.stream()
            .filter(Delivery::hasAnswer)
            .map(sent -> answerIn(sent).hasError())
            .toList());
  }

  @Test
  void whoGoesTogetherWithStaffReadsNothingThatIsStoredAfterwards() {
    decide(createChannel("ann"), add(CHANNEL, "ann", "bob", "cy"), setRole("bob", Role.ADMIN));
    outside.calls.clear();
    outside.standings.clear();
    decide(remove(CHANNEL, "ann", "bob", "cy"), send(CHANNEL, "ann", "after"));
    assertEquals(
        List.of("standings", "keep", "append", "put", "append"), outside.calls.subList(0, 5));
    assertEquals(Set.of("bob", "cy"), outside.standings.getFirst().keySet());
    assertEquals(3, outside.standing(CHANNEL, "cy").untilSeq());
  }

  @Test
  void whoWasTakenOffTheStaffOfAChannelIsMadeUpFor() {
    decide(createChannel("ann"), add(CHANNEL, "ann", "bob", "cy"), setRole("bob", Role.ADMIN));
    outside.failing = Set.of("put");
    assertFalse(decide(remove(CHANNEL, "ann", "bob")));
    outside.failing = Set.of("show");
    router = open();
    assertFalse(decide(send(CHANNEL, "ann", "m")));
    outside.failing = Set.of();
    assertTrue(decide(send(CHANNEL, "ann", "m")));
    assertEquals(Status.OUT, outside.standing(CHANNEL, "bob").status());
    assertEquals(3, outside.standing(CHANNEL, "bob").untilSeq());
    assertEquals(2, outside.standing(CHANNEL, "bob").ordinal());
  }

  @Test
  void whoIsMadeUpForAsGoneIsBannedWhenTheBanIsReadAgain() {
    decide(createChannel("ann"), add(CHANNEL, "ann", "bob", "cy"), setRole("bob", Role.ADMIN));
    List<CommandRecord> ban = records(ban("bob"));
    outside.failing = Set.of("put");
    assertFalse(decide(ban));
    outside.failing = Set.of();
    router = open();
    assertTrue(decide(ban));
    assertEquals(1, madeUp.get());
    Standing bob = outside.standing(CHANNEL, "bob");
    assertEquals(Status.BANNED, bob.status());
    assertEquals(3, bob.untilSeq());
    assertEquals(1, bob.bannedOrdinal());
    assertTrue(decide(join("bob")));
    assertEquals(Status.BANNED, outside.standing(CHANNEL, "bob").status());
    ChannelRolls rolls = outside.history.membership().rolls();
    assertEquals(2, rolls.tally(CHANNEL).toCompletableFuture().join().orElseThrow().members());
    assertEquals(
        List.of(new ChannelRolls.Item(1, "bob")),
        rolls.page(CHANNEL, ChannelRolls.Roll.BANNED, 0, 10).toCompletableFuture().join().items());
  }

  @Test
  void rosterThatWasKeptForAnEventThatNeverWasIsNotTakenForThatOfTheHead() {
    decide(createGroup("ann", "bob"));
    Roster first = outside.shown(GROUP).orElseThrow();
    Roster newer = first.toBuilder().setVersion(9).setMessageId(Long.MAX_VALUE).build();
    Roster orphan = first.toBuilder().setMessageId(Long.MAX_VALUE - 1).build();
    outside.history.membership().rosters().show(GROUP, newer).toCompletableFuture().join();
    outside
        .history
        .membership()
        .rosters()
        .keep(GROUP, List.of(orphan))
        .toCompletableFuture()
        .join();
    router = open();
    assertFalse(decide(send(GROUP, "ann", "m")));
  }
}
