package io.parley.standalone.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.client.JournalStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatFolderTest {
  private static final URI SERVER = URI.create("ws://127.0.0.1:8080");

  @TempDir private Path data;

  @Test
  void passwordIsMadeOnceAndReadableByItsOwnerAlone() throws IOException {
    ChatFolder folder = new ChatFolder(data, SERVER, "alice");
    ChatFolder.Password made = folder.password(new SplittableRandom(1));
    ChatFolder.Password kept = folder.password(new SplittableRandom(2));

    assertTrue(made.fresh());
    assertFalse(kept.fresh());
    assertEquals(made.text(), kept.text());
    assertEquals(48, made.text().length());
    assertEquals("rw-------", permissions(folder.passwordFile()));
    assertEquals("rwx------", permissions(folder.path()));
  }

  /// The second begins and ends while the first makes up its password.
  @Test
  void ofTwoThatBeginAtOnceBothHaveThePasswordThatIsKept() throws IOException {
    ChatFolder folder = new ChatFolder(data, SERVER, "alice");
    List<ChatFolder.Password> others = new ArrayList<>();
    RandomGenerator interrupted =
        () -> {
          if (others.isEmpty()) {
            others.add(second(folder));
          }
          return 1;
        };
    ChatFolder.Password late = folder.password(interrupted);

    assertTrue(others.getFirst().fresh());
    assertFalse(late.fresh());
    assertEquals(others.getFirst().text(), late.text());
    assertEquals(late.text(), folder.password(new SplittableRandom(3)).text());
    assertEquals(
        List.of("password"), List.of(Objects.requireNonNull(folder.path().toFile().list())));
  }

  private static ChatFolder.Password second(ChatFolder folder) {
    try {
      return folder.password(new SplittableRandom(2));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void nameThatMeansTheFolderAboveIsAFolderLikeAnyOther() throws IOException {
    ChatFolder folder = new ChatFolder(data, SERVER, "..");
    ChatFolder.Password _ = folder.password(new SplittableRandom(1));

    assertTrue(folder.passwordFile().toRealPath().startsWith(data.resolve("chat").toRealPath()));
    assertEquals("user-..", String.valueOf(folder.path().getFileName()));
  }

  @Test
  void passwordIsNotInWhatIsLogged() throws IOException {
    ChatFolder.Password made =
        new ChatFolder(data, SERVER, "alice").password(new SplittableRandom(1));
    assertFalse(made.toString().contains(made.text()));
  }

  @Test
  void secondChatOfADeviceIsToldHowToBeAnother() throws IOException {
    ChatFolder folder = new ChatFolder(data, SERVER, "alice");
    ChatFolder.Password _ = folder.password(new SplittableRandom(1));
    try (JournalStore _ = folder.store("terminal");
        JournalStore _ = folder.store("laptop")) {
      IOException fault = assertThrows(IOException.class, () -> folder.store("terminal"));
      assertTrue(fault.toString().endsWith("be another device with --device NAME"));
    }
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
