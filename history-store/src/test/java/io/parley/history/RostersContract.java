package io.parley.history;

import static io.parley.history.Timelines.conversation;
import static io.parley.history.Timelines.get;
import static io.parley.history.Timelines.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.Profile;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.Roster;
import io.parley.protocol.v1.RosterMember;
import io.parley.runtime.FaultText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// What every [Rosters] does.
public abstract class RostersContract {
  private final String conversation = conversation();

  protected abstract Rosters rosters();

  /// The version that the event of this seq has made.
  private static Roster roster(long version, long seq) {
    return Roster.newBuilder()
        .setVersion(version)
        .setSeq(seq)
        .setMessageId(id(seq))
        .setProfile(Profile.newBuilder().setKind(Kind.GROUP).setName("name " + version + " " + seq))
        .addMembers(RosterMember.newBuilder().setUser("alice").setRole(Role.OWNER).setSinceSeq(1))
        .build();
  }

  private static List<Roster> versions(long first, long last) {
    return LongStream.rangeClosed(first, last).mapToObj(n -> roster(n, n)).toList();
  }

  private void keep(List<Roster> versions) {
    get(rosters().keep(conversation, versions));
  }

  private void assertKept(Roster roster) {
    assertEquals(Optional.of(roster), get(rosters().version(conversation, roster.getVersion())));
  }

  private void assertGone(long version) {
    assertEquals(Optional.empty(), get(rosters().version(conversation, version)));
  }

  @Test
  void whatWasNeverKeptIsNotThere() {
    assertGone(0);
    assertGone(1);
    assertEquals(Optional.empty(), get(rosters().shown(conversation)));
    assertEquals(Map.of(), get(rosters().profiles(List.of(conversation))));
    assertEquals(Map.of(), get(rosters().profiles(List.of())));
    keep(List.of());
    assertGone(1);
  }

  @Test
  void aVersionIsFoundByItsNumberAndNoOther() {
    keep(versions(1, 3));
    versions(1, 3).forEach(this::assertKept);
    assertGone(0);
    assertGone(4);
    assertGone(Rosters.KEPT + 1);
  }

  @Test
  void theNewestStayAndThoseBeforeThemAreGone() {
    int kept = Rosters.KEPT;
    keep(versions(1, kept - 1));
    keep(versions(kept, kept));
    assertKept(roster(1, 1));
    keep(versions(kept + 1, kept + 5));
    LongStream.rangeClosed(1, 5).forEach(this::assertGone);
    versions(6, kept + 5).forEach(this::assertKept);
  }

  /// A writer that dies between keeping and storing leaves the head with the version before.
  @Test
  void asManyAsAreKeptAtOnceLeaveTheVersionBeforeThem() {
    keep(versions(1, 3));
    keep(versions(4, 2 + Rosters.KEPT));
    assertKept(roster(3, 3));
  }

  @Test
  void aWriteThatComesLateOrAgainDisplacesNoLaterOne() {
    keep(versions(1, 2));
    Roster otherwise = roster(2, 9);
    keep(List.of(otherwise));
    keep(versions(1, 2));
    assertKept(otherwise);
    keep(versions(1 + Rosters.KEPT, 1 + Rosters.KEPT));
    keep(versions(1, 2));
    assertGone(1);
    assertKept(roster(1 + Rosters.KEPT, 1 + Rosters.KEPT));
    assertKept(otherwise);
  }

  @Test
  void versionsThatDoNotFollowOneAnotherAreRefused() {
    List<List<Roster>> wrong =
        List.of(
            List.of(roster(1, 1), roster(3, 3)),
            List.of(roster(2, 2), roster(1, 1)),
            List.of(roster(1, 2), roster(2, 2)),
            List.of(roster(0, 1)),
            versions(1, Rosters.KEPT));
    for (List<Roster> versions : wrong) {
      CompletionException refusal = assertThrows(CompletionException.class, () -> keep(versions));
      assertInstanceOf(IllegalArgumentException.class, refusal.getCause());
    }
    assertGone(1);
  }

  @Test
  void readersSeeTheLastThatWasShownAndNoneThatIsOnlyKept() {
    keep(versions(1, 2));
    assertEquals(Optional.empty(), get(rosters().shown(conversation)));
    get(rosters().show(conversation, roster(1, 1)));
    assertShown(roster(1, 1));
    get(rosters().show(conversation, roster(2, 2)));
    assertShown(roster(2, 2));
  }

  @Test
  void showingAnEarlierOneChangesNothing() {
    get(rosters().show(conversation, roster(2, 2)));
    get(rosters().show(conversation, roster(1, 1)));
    get(rosters().show(conversation, roster(2, 2)));
    assertShown(roster(2, 2));
  }

  private void assertShown(Roster roster) {
    assertEquals(Optional.of(roster), get(rosters().shown(conversation)));
    assertEquals(
        Map.of(conversation, roster.getProfile()), get(rosters().profiles(List.of(conversation))));
  }

  @Test
  void conversationsDoNotSeeEachOther() {
    String other = conversation();
    keep(versions(1, 1));
    get(rosters().show(conversation, roster(1, 1)));
    get(rosters().show(other, roster(4, 4)));
    assertEquals(Optional.empty(), get(rosters().version(other, 1)));
    assertEquals(
        Map.of(conversation, roster(1, 1).getProfile(), other, roster(4, 4).getProfile()),
        get(rosters().profiles(List.of(conversation, other, conversation()))));
  }

  @Test
  void profilesOfManyAreReadTogetherButNotOfAnyNumber() {
    List<String> names =
        IntStream.range(0, Rosters.PROFILES_MAX).mapToObj(i -> conversation + "-" + i).toList();
    for (String name : names.subList(0, 40)) {
      get(rosters().show(name, roster(1, 1)));
    }
    assertEquals(40, get(rosters().profiles(names)).size());
    List<String> tooMany =
        IntStream.rangeClosed(0, Rosters.PROFILES_MAX).mapToObj(i -> "g:" + i).toList();
    CompletionException refusal =
        assertThrows(CompletionException.class, () -> get(rosters().profiles(tooMany)));
    assertEquals("conversations: 1001 (expected: <= 1000)", FaultText.of(refusal));
  }
}
