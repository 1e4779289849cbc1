package io.parley.edge.accounts;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The directory whose keys sign access tokens: every `*.jwk` in it is one, readable to its owner
/// alone. All edges read the same directory, or copies of it. A key is dropped by deleting its
/// file.
///
/// Blocks; any thread and any process at once. A file appears whole or not at all.
public final class KeyDirectory {
  private static final Logger log = LoggerFactory.getLogger(KeyDirectory.class);
  private static final String SUFFIX = ".jwk";

  /// The name that the first key of an empty directory gets from whoever is first.
  private static final String FIRST = "first" + SUFFIX;

  /// More keys than anybody rotates through.
  private static final int KEYS_MAX = 64;

  private static final int FILE_BYTES_MAX = 8 * 1024;

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path directory;
  private final InstantSource clock;

  public KeyDirectory(Path directory, InstantSource clock) {
    this.directory = directory.toAbsolutePath();
    this.clock = clock;
  }

  /// Adds a key. It signs when every edge has had the time to read it; those before it stay good.
  ///
  /// @return the new file
  public Path rotate() throws IOException {
    make();
    SigningKey key = SigningKey.make(now());
    Path file = directory.resolve(key.madeAt().getEpochSecond() + "-" + key.id() + SUFFIX);
    add(key, file);
    return file;
  }

  /// Gives an empty directory, made if need be, its first key. Of several that do so at once one
  /// makes the key, and all see that one afterwards.
  void makeFirst() throws IOException {
    make();
    if (!read().keys().isEmpty()) {
      return;
    }
    try {
      add(SigningKey.make(now()), directory.resolve(FIRST));
    } catch (FileAlreadyExistsException e) {
      log.atDebug().log("another edge made the first key");
    }
  }

  /// All keys that can be read. One that cannot is logged and left out.
  KeyRing read() throws IOException {
    List<SigningKey> keys = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      for (Path file : files) {
        if (keys.size() == KEYS_MAX) {
          log.atWarn()
              .addKeyValue("keys", KEYS_MAX)
              .log("more keys than are read: delete old ones");
          break;
        }
        try {
          keys.add(read(file));
        } catch (IOException e) {
          log.atWarn()
              .addKeyValue("file", file)
              .addKeyValue("reason", e.getMessage())
              .log("a key cannot be read");
        }
      }
    }
    return new KeyRing(keys);
  }

  private static SigningKey read(Path file) throws IOException {
    if (Files.size(file) > FILE_BYTES_MAX) {
      throw new IOException(
          "%d bytes (expected: <= %d)".formatted(Files.size(file), FILE_BYTES_MAX));
    }
    return SigningKey.parse(Files.readString(file));
  }

  private Instant now() {
    return Instant.ofEpochSecond(clock.instant().getEpochSecond());
  }

  private void make() throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, OWNER_ONLY_DIRECTORY);
    }
  }

  /// Fails if the file is there already.
  private void add(SigningKey key, Path file) throws IOException {
    Path whole = Files.createTempFile(directory, ".new-", ".tmp", OWNER_ONLY_FILE);
    try {
      try (FileChannel channel = FileChannel.open(whole, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(key.secretJwk().getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      // a link, since unlike a move it never replaces what another process put there meanwhile
      Files.createLink(file, whole);
    } finally {
      Files.deleteIfExists(whole);
    }
  }
}
