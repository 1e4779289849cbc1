package io.parley.standalone.chat;

import io.parley.client.JournalStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
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
      return kept();
    }
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    byte[] bytes = new byte[PASSWORD_BYTES];
    random.nextBytes(bytes);
    String made = HexFormat.of().formatHex(bytes);
    return isFirst(made) ? new Password(made, true) : kept();
  }

  /// Whole or not at all, and of two that begin at once only one: a link, unlike a move, takes no
  /// other's place.
  private boolean isFirst(String password) throws IOException {
    Path file =
        Files.createTempFile(
            folder,
            "password",
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Path _ = Files.writeString(file, password + "\n");
      Path _ = Files.createLink(passwordFile(), file);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } finally {
      Files.delete(file);
    }
  }

  private Password kept() throws IOException {
    String kept = Files.readString(passwordFile()).strip();
    if (kept.isEmpty()) {
      throw new IOException(passwordFile() + ": empty (expected: the account's password)");
    }
    return new Password(kept, false);
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
