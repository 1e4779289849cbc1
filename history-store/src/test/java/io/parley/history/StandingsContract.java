package io.parley.history;

import static io.parley.history.Timelines.conversation;
import static io.parley.history.Timelines.get;
import static io.parley.history.Timelines.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.parley.history.Standing.Status;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.Role;
import io.parley.runtime.FaultText;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every [Standings] does.
public abstract class StandingsContract {
  private final String conversation = conversation();
  private final String alice = "alice-" + conversation.hashCode();
  private final String bob = "bob-" + conversation.hashCode();

  protected abstract Standings standings();

  private static Standing member(Role role, long seq) {
    return new Standing(Status.MEMBER, role, id(seq), 0, 0, 7, 0);
  }

  private static Standing gone(Status status, long seq) {
    return new Standing(status, Role.ROLE_UNSPECIFIED, id(seq), seq, id(seq), 7, 3);
  }

  private void put(String user, Standing standing) {
    get(standings().put(conversation, Kind.CHANNEL, Map.of(user, standing)));
  }

  private void assertStanding(Standing expected, String user) {
    assertEquals(Map.of(user, expected), get(standings().of(conversation, List.of(user))));
  }

  @Test
  void whoWasNeverThereStandsAsNobody() {
    assertStanding(Standing.NONE, alice);
    assertEquals(Map.of(), get(standings().of(conversation, List.of())));
  }

  @Test
  void everyPartOfAStandingIsKept() {
    for (Role role : List.of(Role.OWNER, Role.ADMIN, Role.MEMBER)) {
      Standing member = member(role, role.getNumber());
      put(alice, member);
      assertStanding(member, alice);
    }
    Standing out = new Standing(Status.OUT, Role.ROLE_UNSPECIFIED, id(20), 11, 12, 13, 14);
    put(alice, out);
    assertStanding(out, alice);
    Standing banned = new Standing(Status.BANNED, Role.ROLE_UNSPECIFIED, id(21), 15, 16, 17, 18);
    put(alice, banned);
    assertStanding(banned, alice);
    assertEquals(
        Map.of(alice, banned, bob, Standing.NONE),
        get(standings().of(conversation, List.of(bob, alice))));
  }

  @Test
  void theOneOfTheLaterRecordStaysWhateverComesLast() {
    put(alice, gone(Status.BANNED, 5));
    put(alice, member(Role.MEMBER, 4));
    assertStanding(gone(Status.BANNED, 5), alice);
    put(alice, gone(Status.BANNED, 5));
    assertStanding(gone(Status.BANNED, 5), alice);
    put(alice, member(Role.ADMIN, 6));
    put(alice, gone(Status.BANNED, 5));
    assertStanding(member(Role.ADMIN, 6), alice);
  }

  @Test
  void standingsAreOfOneConversation() {
    put(alice, member(Role.OWNER, 1));
    assertEquals(Map.of(alice, Standing.NONE), get(standings().of(conversation(), List.of(alice))));
  }

  @Test
  void aStandingThatNoRecordMadeIsRefused() {
    CompletionException refusal =
        assertThrows(CompletionException.class, () -> put(alice, Standing.NONE));
    assertInstanceOf(IllegalArgumentException.class, refusal.getCause());
  }

  @Test
  void manyAreKeptAndReadTogetherButNotAnyNumber() {
    Map<String, Standing> many =
        IntStream.range(0, Standings.USERS_MAX)
            .boxed()
            .collect(Collectors.toMap(i -> "u" + i + "-" + alice, i -> member(Role.MEMBER, i + 1)));
    get(standings().put(conversation, Kind.GROUP, many));
    assertEquals(many, get(standings().of(conversation, many.keySet())));
    Map<String, Standing> tooMany = new HashMap<>(many);
    tooMany.put(bob, Standing.NONE);
    CompletionException refusal =
        assertThrows(
            CompletionException.class, () -> get(standings().of(conversation, tooMany.keySet())));
    assertEquals("users: 1025 (expected: <= 1024)", FaultText.of(refusal));
  }

  @Test
  void theLastMessageThatWasNotedIsKnownAndOnlyMovesForward() {
    assertEquals(OptionalLong.empty(), get(standings().lastSent(conversation, alice)));
    put(alice, member(Role.MEMBER, 1));
    assertEquals(OptionalLong.empty(), get(standings().lastSent(conversation, alice)));
    get(standings().sent(conversation, Map.of(alice, id(5), bob, id(6))));
    get(standings().sent(conversation, Map.of(alice, id(4))));
    assertEquals(OptionalLong.of(id(5)), get(standings().lastSent(conversation, alice)));
    assertEquals(OptionalLong.of(id(6)), get(standings().lastSent(conversation, bob)));
    assertStanding(member(Role.MEMBER, 1), alice);
    assertStanding(Standing.NONE, bob);
  }
}
