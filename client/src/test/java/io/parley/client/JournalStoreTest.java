package io.parley.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalStoreTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.123456789Z");

  @TempDir private Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = folder.resolve("journal");
  }

  @Test
  void remembersCursorsOutboxAndTimeAcrossRestarts() throws IOException {
    KeptMessage first =
        new KeptMessage("d:a:b", "c1", new Draft("b", "", "grüß dich \n 👍", 7, "m"), NOON);
    KeptMessage second = message("c2");
    KeptMessage third = message("c3");
    try (JournalStore store = JournalStore.open(file)) {
      store.addMessage(first);
      store.addMessage(second);
      store.addMessage(third);
      store.removeMessage(second);
      store.saveCursor("d:a:b", new Cursor(1, 10));
      store.saveCursor("d:a:b", new Cursor(2, 20));
      store.saveSince(NOON);
    }

    assertEquals(
        new ClientStore.Kept(Map.of("d:a:b", new Cursor(2, 20)), List.of(first, third), NOON),
        kept());
  }

  @Test
  void fileCutAtAnyByteGivesWhatWasWholeThenAndGoesOn() throws IOException {
    List<ClientStore.Kept> states = new ArrayList<>();
    List<Long> sizes = new ArrayList<>();
    try (JournalStore store = JournalStore.open(file)) {
      for (int i = 1; i <= 5; i++) {
        store.addMessage(message("c" + i));
        note(store, states, sizes);
        store.saveCursor("d:a:b", new Cursor(i, 10L * i));
        note(store, states, sizes);
      }
    }
    byte[] whole = Files.readAllBytes(file);
    for (int cut = sizes.getFirst().intValue(); cut <= whole.length; cut++) {
      Files.write(file, Arrays.copyOf(whole, cut));
      int last = 0;
      while (last + 1 < sizes.size() && sizes.get(last + 1) <= cut) {
        last++;
      }
      assertEquals(states.get(last), kept(), "cut at " + cut);
      try (JournalStore store = JournalStore.open(file)) {
        store.saveSince(NOON);
      }
      assertEquals(NOON, kept().since(), "cut at " + cut);
    }
  }

  private void note(JournalStore store, List<ClientStore.Kept> states, List<Long> sizes)
      throws IOException {
    states.add(store.load());
    sizes.add(Files.size(file));
  }

  @Test
  void recordWithAWrongByteAndAllBehindItAreDropped() throws IOException {
    try (JournalStore store = JournalStore.open(file)) {
      store.saveCursor("d:a:b", new Cursor(1, 10));
      store.saveCursor("d:a:b", new Cursor(2, 20));
    }
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);

    assertEquals(Map.of("d:a:b", new Cursor(1, 10)), kept().cursors());
  }

  @Test
  void fileStaysSmallHoweverOftenThingsChange() throws IOException {
    KeptMessage waiting = message("waits");
    try (JournalStore store = JournalStore.open(file)) {
      store.addMessage(waiting);
      for (int i = 1; i <= 50_000; i++) {
        store.saveCursor("d:a:b", new Cursor(i, 10L * i));
      }
    }

    assertTrue(Files.size(file) <= 4 * 64 * 1024 + 100, Files.size(file) + " bytes");
    assertEquals(List.of(waiting), kept().outbox());
    assertEquals(Map.of("d:a:b", new Cursor(50_000, 500_000)), kept().cursors());
  }

  @Test
  void secondClientIsKeptOut() throws IOException {
    try (JournalStore _ = JournalStore.open(file)) {
      IOException fault = assertThrows(IOException.class, () -> JournalStore.open(file));
      assertEquals(file + ": another client uses it", fault.getMessage());
    }
    kept();
  }

  @Test
  void someOtherFileIsNotWrittenOver() throws IOException {
    Files.writeString(file, "dear diary, today I");

    assertThrows(IOException.class, this::kept);
    assertEquals("dear diary, today I", Files.readString(file));
  }

  private ClientStore.Kept kept() throws IOException {
    try (JournalStore store = JournalStore.open(file)) {
      return store.load();
    }
  }

  private static KeptMessage message(String id) {
    return new KeptMessage("d:a:b", id, Draft.to("b", "text of " + id), null);
  }
}
