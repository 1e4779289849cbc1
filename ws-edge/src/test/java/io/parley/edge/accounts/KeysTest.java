package io.parley.edge.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {
  private final SteppedWorld world = new SteppedWorld();
  private final AccountsConfig.Tokens config = Configs.read("").tokens();
  private final Path folder;
  private final Keys keys;
  private int unreadable;

  KeysTest(@TempDir Path folder) {
    this.folder = folder;
    AccountsMetrics metrics =
        new AccountsMetrics() {
          @Override
          public void keysUnreadable() {
            unreadable++;
          }
        };
    keys = new Keys(new KeyDirectory(folder, world.clock), config, world.surroundings, metrics);
  }

  @Test
  void keysAreReadAgainAndAgain() throws IOException {
    keys.start();
    Path second = new KeyDirectory(folder, world.clock).rotate();
    assertEquals(1, keys.ring().keys().size());
    world.executor.advance(config.readKeysEvery());
    assertEquals(2, keys.ring().keys().size());
    Files.delete(second);
    world.executor.advance(config.readKeysEvery());
    assertEquals(1, keys.ring().keys().size());
  }

  @Test
  void aDirectoryThatLostItsKeysLogsNobodyOut() throws IOException {
    keys.start();
    Files.delete(folder.resolve("first.jwk"));
    world.executor.advance(config.readKeysEvery());
    assertEquals(1, keys.ring().keys().size());
    assertEquals(1, unreadable);
    Files.delete(folder);
    world.executor.advance(config.readKeysEvery());
    assertEquals(1, keys.ring().keys().size());
    assertEquals(2, unreadable);
  }

  @Test
  void stoppedItReadsNoMore() throws IOException {
    keys.start();
    keys.stop();
    assertEquals(0, world.executor.waiting());
  }
}
