package io.parley.standalone.chat;

import io.parley.client.JournalStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// What chats from this machine keep: `chat/HOST_PORT/user-NAME/` in the data directory, readable
/// by its owner alone.
///
/// ```
/// password               of the account, made on first use
/// device-NAME.journal    cursors and outbox of one device
/// ```
final class ChatFolder {
  private static final int PASSWORD_BYTES = 24;

  private final Path folder;

  /// @param data the data directory, which need not exist
  ChatFolder(Path data, URI server, String user) {
    // with a word before it, the name ".." is a folder like any other
    folder =
        data.resolve("chat")
            .resolve(server.getHost() + "_" + server.getPort())
            .resolve("user-" + user);
  }

  /// @param fresh made just now: the server cannot know it yet
  record Password(String text, boolean fresh) {
    @Override
    public String toString() {
      return "Password[fresh=" + fresh + "]";
    }
  }

  Path path() {
    return folder;
  }

  Path passwordFile() {
    return folder.resolve("password");
  }

  /// The account's, made if there is none.
  ///
  /// @param random fit for secrets
  Password password(RandomGenerator random) throws IOException {
    if (Files.exists(passwordFile())) {
      String kept = Files.readString(passwordFile()).strip();
      if (kept.isEmpty()) {
        throw new IOException(passwordFile() + ": empty (expected: the account's password)");
      }
      return new Password(kept, false);
    }
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    byte[] bytes = new byte[PASSWORD_BYTES];
    random.nextBytes(bytes);
    String made = HexFormat.of().formatHex(bytes);
    Path file = folder.resolve("password.new");
    Files.deleteIfExists(file);
    Path _ =
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Path _ = Files.writeString(file, made + "\n");
    Path _ = Files.move(file, passwordFile(), StandardCopyOption.ATOMIC_MOVE);
    return new Password(made, true);
  }

  /// Fails while another chat is this device.
  JournalStore store(String device) throws IOException {
    try {
      return JournalStore.open(folder.resolve("device-" + device + ".journal"));
    } catch (IOException e) {
      throw new IOException(
          e.getMessage() + "; to chat from here too, be another device with --device NAME", e);
    }
  }
}
