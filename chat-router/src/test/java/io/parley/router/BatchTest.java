package io.parley.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.google.protobuf.ByteString;
import io.parley.ids.LogIdSequence;
import io.parley.protocol.v1.Command;
import io.parley.router.core.Given;
import io.parley.router.core.LoggedCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BatchTest {
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

  private void add(Command command) {
    add(command.getConversation(), command.toByteString());
  }

  private Batch read() {
    return Batch.read(Given.LOG, LogIdSequence.beforeFirst(Given.PARTITION), records);
  }

  private static List<Long> offsets(Batch.Round round) {
    return round.items().stream().map(item -> item.record().offset()).toList();
  }

  @Test
  void hotConversationTakesManyRoundsAndTheOthersTheFirst() {
    for (int i = 0; i < 150; i++) {
      add(Given.send("ann", "m" + i));
    }
    add(Given.send("ann", "c").toBuilder().setConversation("d:ann:cy").build());
    Batch batch = read();
    assertEquals(3, batch.rounds().size());
    assertEquals(65, batch.rounds().getFirst().items().size());
    assertEquals(150, batch.rounds().getFirst().items().getLast().record().offset());
    assertEquals(2, batch.rounds().getFirst().subjects().size());
    assertEquals(64, batch.rounds().get(1).items().size());
    assertEquals(22, batch.rounds().get(2).items().size());
    assertEquals(1, batch.rounds().get(2).subjects().size());
  }

  @Test
  void commandsOfAConversationKeepTheirOrderOverTheRounds() {
    for (int i = 0; i < 130; i++) {
      add(Given.send("ann", "m" + i));
    }
    List<Long> offsets =
        read().rounds().stream()
            .flatMap(round -> round.subjects().stream())
            .flatMap(commands -> commands.commands().stream())
            .map((LoggedCommand command) -> command.position().offset())
            .toList();
    assertEquals(records.stream().map(CommandRecord::offset).toList(), offsets);
  }

  @Test
  void whatIsOfNoConversationIsOfTheFirstRound() {
    for (int i = 0; i < 65; i++) {
      add(Given.send("ann", "m" + i));
    }
    add("other", Given.send("ann", "x").toByteString());
    add("other", ByteString.copyFromUtf8("\u0001"));
    Batch batch = read();
    assertEquals(List.of(64L), offsets(batch.rounds().get(1)));
    List<Batch.Item> first = batch.rounds().getFirst().items();
    assertInstanceOf(Batch.Rejected.class, first.get(64));
    assertInstanceOf(Batch.Unreadable.class, first.get(65));
  }

  @Test
  void batchOfNothingHasNoRound() {
    assertEquals(List.of(), read().rounds());
  }
}
