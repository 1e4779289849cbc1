package io.parley.edge.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.testing.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyDirectoryTest {
  private static final Duration SETTLE = Duration.ofSeconds(90);

  private final ManualClock clock = ManualClock.atStart();
  private final Path folder;
  private final Path path;
  private final KeyDirectory directory;

  KeyDirectoryTest(@TempDir Path folder) {
    this.folder = folder;
    path = folder.resolve("deep/keys");
    directory = new KeyDirectory(path, clock);
  }

  private List<String> ids() throws IOException {
    return directory.read().keys().stream().map(SigningKey::id).toList();
  }

  private String signer() throws IOException {
    return directory.read().signer(clock.instant(), SETTLE).orElseThrow().id();
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  @Test
  void anEmptyDirectoryGetsOneKeyForItsOwnerAlone() throws IOException {
    directory.makeFirst();
    directory.makeFirst();
    List<Path> files = files(path);
    assertEquals(1, files.size());
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(files.get(0))));
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    assertEquals(1, directory.read().keys().size());
  }

  @Test
  void edgesThatStartAtOnceAgreeOnTheFirstKey() throws IOException {
    int edges = 16;
    try (ExecutorService threads = Executors.newFixedThreadPool(edges)) {
      List<CompletableFuture<String>> all =
          IntStream.range(0, edges)
              .mapToObj(_ -> CompletableFuture.supplyAsync(this::start, threads))
              .toList();
      Set<String> signers = new HashSet<>();
      all.forEach(one -> signers.add(one.join()));
      assertEquals(1, signers.size());
    }
    assertEquals(1, files(path).size());
  }

  private String start() {
    try {
      KeyDirectory own = new KeyDirectory(path, clock);
      own.makeFirst();
      return own.read().signer(clock.instant(), SETTLE).orElseThrow().id();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aNewKeySignsOnlyWhenEveryEdgeHasReadItAndTheOldOneStaysGood() throws IOException {
    directory.makeFirst();
    String old = signer();
    clock.advance(Duration.ofDays(30));
    directory.rotate();
    assertEquals(old, signer());
    clock.advance(SETTLE.minusSeconds(1));
    assertEquals(old, signer());
    clock.advance(Duration.ofSeconds(1));
    String young = signer();
    assertFalse(young.equals(old));
    assertTrue(ids().contains(old));
  }

  @Test
  void aDeletedKeyIsGone() throws IOException {
    directory.makeFirst();
    String old = signer();
    directory.rotate();
    Files.delete(path.resolve("first.jwk"));
    assertFalse(ids().contains(old));
    assertEquals(1, directory.read().keys().size());
  }

  @Test
  void aFileThatIsNoKeyIsLeftOut() throws IOException {
    directory.makeFirst();
    Files.writeString(path.resolve("broken.jwk"), "{\"kty\":\"OKP\"}");
    Files.writeString(path.resolve("empty.jwk"), "");
    Files.writeString(path.resolve("large.jwk"), "x".repeat(10_000));
    Files.writeString(path.resolve("readme.txt"), "not a key");
    assertEquals(1, directory.read().keys().size());
  }

  @Test
  void whatIsPublishedHasNoPrivatePart() throws IOException {
    directory.makeFirst();
    String secret = Files.readString(path.resolve("first.jwk"));
    assertTrue(secret.contains("\"d\":"));
    String published = directory.read().publicKeys();
    assertFalse(published.contains("\"d\":"), published);
    assertTrue(published.contains(signer()), published);
    assertFalse(directory.read().toString().contains("\"d\""));
  }

  @Test
  void aDirectoryThatCannotBeMadeIsAnError() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThrows(
        IOException.class, () -> new KeyDirectory(file.resolve("keys"), clock).makeFirst());
  }
}
