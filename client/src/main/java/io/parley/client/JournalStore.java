package io.parley.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// Keeps what a device must remember in one file, to which each change is appended. A process that
/// dies at any instant leaves at most a torn last record, which is dropped; what was appended
/// before stays. A message is also forced to the disk, so it outlives a power cut; a cursor is not:
/// an older one only makes events come again.
///
/// The file is written anew when most of it is history: it holds no more than four times what there
/// is to remember, or 64 KiB.
///
/// A lock file beside it keeps a second client out.
public final class JournalStore implements ClientStore {
  private static final byte[] MAGIC = "PARLEY01".getBytes(StandardCharsets.US_ASCII);
  private static final int HEAD = 8; // length and checksum
  private static final int RECORD_MAX = 1 << 20;
  private static final long SIZE_SMALL = 64 << 10;
  private static final int GROWTH_MAX = 4;

  private final Path file;
  private final FileChannel lockFile;
  private final Map<String, Cursor> cursors = new HashMap<>();
  private final Map<String, KeptMessage> outbox = new LinkedHashMap<>();
  private @Nullable Instant since;
  private FileChannel journal;
  private long sizeWritten;

  private JournalStore(Path file, FileChannel lockFile, FileChannel journal) {
    this.file = file;
    this.lockFile = lockFile;
    this.journal = journal;
  }

  /// Makes the file if there is none; its folder must exist. Fails while another client has it.
  public static JournalStore open(Path file) throws IOException {
    FileChannel lockFile =
        FileChannel.open(
            file.resolveSibling(file.getFileName() + ".lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    try {
      if (!isLocked(lockFile)) {
        throw new IOException(file + ": another client uses it");
      }
      JournalStore store = new JournalStore(file, lockFile, append(file));
      store.read();
      return store;
    } catch (IOException | RuntimeException e) {
      lockFile.close();
      throw e;
    }
  }

  /// The lock is the operating system's and ends with the process, however that ends.
  private static boolean isLocked(FileChannel lockFile) throws IOException {
    try {
      FileLock lock = lockFile.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // by this very process
    }
  }

  private static FileChannel append(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private void read() throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    if (bytes.remaining() < MAGIC.length) {
      journal.truncate(0); // made, and never written to
      write(journal, ByteBuffer.wrap(MAGIC));
      sizeWritten = SIZE_SMALL;
      return;
    }
    byte[] magic = new byte[MAGIC.length];
    bytes.get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new IOException(file + ": is not a journal of this client");
    }
    int good = bytes.position();
    for (JournalRecord next = next(bytes); next != null; next = next(bytes)) {
      apply(next);
      good = bytes.position();
    }
    journal.truncate(good);
    journal.position(good);
    sizeWritten = Math.max(SIZE_SMALL, size());
  }

  private static @Nullable JournalRecord next(ByteBuffer bytes) {
    if (bytes.remaining() < HEAD) {
      return null;
    }
    int length = bytes.getInt();
    int checksum = bytes.getInt();
    if (length < 0 || length > Math.min(bytes.remaining(), RECORD_MAX)) {
      return null;
    }
    byte[] record = new byte[length];
    bytes.get(record);
    return checksum == checksum(record) ? JournalRecord.decoded(record) : null;
  }

  private static int checksum(byte[] record) {
    CRC32 crc = new CRC32();
    crc.update(record);
    return (int) crc.getValue();
  }

  private void apply(JournalRecord change) {
    if (change instanceof JournalRecord.CursorSaved saved) {
      cursors.put(saved.conversation(), saved.cursor());
    } else if (change instanceof JournalRecord.SinceSaved saved) {
      since = saved.since();
    } else if (change instanceof JournalRecord.MessageAdded added) {
      outbox.put(added.message().key(), added.message());
    } else if (change instanceof JournalRecord.MessageRemoved removed) {
      outbox.remove(KeptMessage.key(removed.conversation(), removed.clientMessageId()));
    }
  }

  @Override
  public Kept load() {
    return new Kept(cursors, List.copyOf(outbox.values()), since);
  }

  @Override
  public void saveCursor(String conversation, Cursor cursor) throws IOException {
    save(new JournalRecord.CursorSaved(conversation, cursor));
  }

  @Override
  public void saveSince(Instant time) throws IOException {
    save(new JournalRecord.SinceSaved(time));
  }

  @Override
  public void addMessage(KeptMessage message) throws IOException {
    save(new JournalRecord.MessageAdded(message));
    journal.force(false);
  }

  @Override
  public void removeMessage(KeptMessage message) throws IOException {
    if (outbox.containsKey(message.key())) {
      save(new JournalRecord.MessageRemoved(message.conversation(), message.clientMessageId()));
    }
  }

  private void save(JournalRecord change) throws IOException {
    long before = journal.position();
    try {
      write(journal, framed(change));
    } catch (IOException e) {
      journal.truncate(before); // half a record would hide all that come after it
      throw e;
    }
    apply(change);
    if (journal.position() > GROWTH_MAX * sizeWritten) {
      try {
        compact();
      } catch (IOException e) {
        sizeWritten *=
            2; // the old file is whole, and has the change: tried again when it has grown
      }
    }
  }

  private static ByteBuffer framed(JournalRecord change) throws IOException {
    byte[] record = change.encoded();
    if (record.length > RECORD_MAX) {
      throw new IOException(
          "record: " + record.length + " bytes (expected: <= " + RECORD_MAX + ")");
    }
    return ByteBuffer.allocate(HEAD + record.length)
        .putInt(record.length)
        .putInt(checksum(record))
        .put(record)
        .flip();
  }

  private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /// Bytes that what is remembered now would take.
  private long size() throws IOException {
    long size = MAGIC.length;
    for (JournalRecord record : all()) {
      size += HEAD + record.encoded().length;
    }
    return size;
  }

  private List<JournalRecord> all() {
    List<JournalRecord> all = new ArrayList<>();
    cursors.forEach((name, cursor) -> all.add(new JournalRecord.CursorSaved(name, cursor)));
    outbox.values().forEach(message -> all.add(new JournalRecord.MessageAdded(message)));
    if (since != null) {
      all.add(new JournalRecord.SinceSaved(since));
    }
    return all;
  }

  /// Into a new file, which takes the old one's place in one step once it is on the disk.
  private void compact() throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    FileChannel written = append(fresh);
    try {
      write(written, ByteBuffer.wrap(MAGIC));
      for (JournalRecord record : all()) {
        write(written, framed(record));
      }
      written.force(true);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      written.close();
      throw e;
    }
    journal.close();
    journal = written;
    sizeWritten = Math.max(SIZE_SMALL, journal.position());
  }

  @Override
  public void close() throws IOException {
    try (lockFile) {
      journal.close();
    }
  }
}
