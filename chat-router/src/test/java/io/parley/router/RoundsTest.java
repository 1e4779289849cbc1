package io.parley.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.parley.ids.LogIdSequence;
import io.parley.protocol.v1.Command;
import io.parley.router.core.Given;
import io.parley.router.core.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RoundsTest {
  private static final String WITH_CY = "d:ann:cy";

  private final List<CommandRecord> records = new ArrayList<>();

  private void add(String key, ByteString value) {
    records.add(
        new CommandRecord(
            records.size(),
            Given.START_MS,
            ByteString.copyFromUtf8(key),
            value,
            Optional.empty(),
            Optional.empty()));
  }

  private void add(String conversation) {
    Command command =
        Given.send("ann", "m" + records.size()).toBuilder().setConversation(conversation).build();
    add(conversation, command.toByteString());
  }

  private Rounds rounds() {
    return new Rounds(Batch.read(Given.LOG, LogIdSequence.beforeFirst(Given.PARTITION), records));
  }

  private static List<Long> offsets(Rounds rounds) {
    return rounds.end().stream().map(item -> item.record().offset()).toList();
  }

  private static List<Long> upTo(long first, long end) {
    return LongStream.range(first, end).boxed().toList();
  }

  private static Rounds.Commands of(List<Rounds.Commands> round, String conversation) {
    return round.stream()
        .filter(commands -> commands.subject().text().equals(conversation))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void hotConversationTakesManyRoundsAndTheOthersTheFirst() {
    for (int i = 0; i < 150; i++) {
      add(Given.ANN_AND_BOB.text());
    }
    add(WITH_CY);
    Rounds rounds = rounds();
    List<Integer> sizes = new ArrayList<>();
    List<Long> told = new ArrayList<>();
    while (!rounds.areOver()) {
      for (Rounds.Commands commands : rounds.begin()) {
        rounds.decided(commands.subject(), commands.commands().size());
      }
      List<Long> offsets = offsets(rounds);
      sizes.add(offsets.size());
      told.addAll(offsets);
    }
    assertEquals(List.of(65, 64, 22), sizes);
    assertEquals(150, told.get(64));
    told.remove(64);
    assertEquals(upTo(0, 150), told);
  }

  @Test
  void whatIsNotDecidedWaitsForTheNextRound() {
    for (int i = 0; i < 70; i++) {
      add(Given.ANN_AND_BOB.text());
    }
    add(WITH_CY);
    Rounds rounds = rounds();
    List<Rounds.Commands> first = rounds.begin();
    rounds.decided(of(first, Given.ANN_AND_BOB.text()).subject(), 2);
    rounds.decided(of(first, WITH_CY).subject(), 1);
    assertEquals(List.of(0L, 1L, 70L), offsets(rounds));
    List<Rounds.Commands> second = rounds.begin();
    assertEquals(1, second.size());
    assertEquals(
        upTo(2, 66),
        second.getFirst().commands().stream().map(it -> it.position().offset()).toList());
  }

  @Test
  void whatIsOfNoConversationIsOfTheFirstRound() {
    add("other", ByteString.copyFromUtf8("\u0001"));
    Rounds rounds = rounds();
    assertEquals(List.of(), rounds.begin());
    assertEquals(List.of(0L), offsets(rounds));
    assertTrue(rounds.areOver());
  }

  @Test
  void aRoundThatDecidesNothingWouldBeOneForEver() {
    add(WITH_CY);
    Subject subject = rounds().begin().getFirst().subject();
    assertThrows(IllegalStateException.class, () -> rounds().decided(subject, 0));
    assertThrows(IllegalStateException.class, () -> rounds().decided(subject, 2));
  }
}
