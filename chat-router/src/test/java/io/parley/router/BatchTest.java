package io.parley.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.google.protobuf.ByteString;
import io.parley.ids.LogIdSequence;
import io.parley.protocol.v1.Command;
import io.parley.router.core.Given;
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

  @Test
  void commandsAreSortedBySubjectAndKeepTheirOrder() {
    for (int i = 0; i < 130; i++) {
      add(Given.send("ann", "m" + i));
      add(Given.send("ann", "c" + i).toBuilder().setConversation("d:ann:cy").build());
    }
    Batch batch = read();
    assertEquals(List.of(), batch.answered());
    assertEquals(2, batch.commands().size());
    batch
        .commands()
        .forEach((subject, commands) -> {
          assertEquals(130, commands.size());
          for (int i = 0; i < 130; i++) {
            long first = subject.text().equals("d:ann:cy") ? 1 : 0;
            assertEquals(first + 2L * i, commands.get(i).record().offset());
          }
        });
  }

  @Test
  void whatIsOfNoConversationIsAnswered() {
    add(Given.send("ann", "m"));
    add("other", Given.send("ann", "x").toByteString());
    add("other", ByteString.copyFromUtf8("\u0001"));
    Batch batch = read();
    assertEquals(1, batch.commands().size());
    assertInstanceOf(Batch.Rejected.class, batch.answered().get(0));
    assertInstanceOf(Batch.Unreadable.class, batch.answered().get(1));
  }
}
