package io.parley.engines;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A file that knows which processes run on behalf of a data directory, so that whoever comes next
/// can end what a killed launcher left behind.
///
/// A process is known by its id *and* the moment it started: process ids are used again. The file
/// is replaced as a whole, so a reader never sees half of it. All methods may be called from any
/// thread.
public final class ProcessLedger {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Path file;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  public ProcessLedger(Path file) {
    this.file = file;
  }

  /// - `name`: what the process is
  /// - `pid`: its id
  /// - `startedAt`: when the operating system says it started
  public record Entry(String name, long pid, long startedAt) {
    /// The process itself, if it still runs and is the one that was written down.
    public Optional<ProcessHandle> process() {
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .filter(handle -> ProcStat.of(pid).map(stat -> !stat.isZombie()).orElse(true))
          .filter(handle -> startOf(handle) == startedAt);
    }

    /// Whether it runs but was told to stand still (SIGSTOP).
    public boolean isSuspended() {
      return process().isPresent() && ProcStat.of(pid).map(ProcStat::isSuspended).orElse(false);
    }

    static Entry of(String name, ProcessHandle handle) {
      return new Entry(name, handle.pid(), startOf(handle));
    }

    /// On Linux in ticks since the machine came up: what the JDK makes of them moves when somebody
    /// sets the clock, and our own processes would then look like strangers.
    private static long startOf(ProcessHandle handle) {
      return ProcStat.of(handle.pid())
          .map(ProcStat::startTicks)
          .orElseGet(() -> handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
    }
  }

  public synchronized void record(String name, ProcessHandle handle) throws IOException {
    entries.put(name, Entry.of(name, handle));
    write();
  }

  public synchronized void forget(String name) throws IOException {
    if (entries.remove(name) != null) {
      write();
    }
  }

  /// What the file says now, whoever wrote it. An unreadable line is passed over.
  public static List<Entry> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    List<Entry> found = new ArrayList<>();
    // every byte is a character of it, so that no garbage can make the whole unreadable
    for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
      String[] parts = line.split(" ", -1);
      if (parts.length == 3) {
        try {
          found.add(new Entry(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2])));
        } catch (NumberFormatException e) {
          // half a line of a full disk: nothing to end
        }
      }
    }
    return found;
  }

  /// Ends every process of an earlier ledger that still runs, first asking, then not. Returns their
  /// names when they are gone.
  public static List<String> endLeftovers(Path file) throws IOException, InterruptedException {
    return endLeftovers(file, GRACE);
  }

  static List<String> endLeftovers(Path file, Duration grace)
      throws IOException, InterruptedException {
    List<Entry> left = read(file).stream().filter(entry -> entry.process().isPresent()).toList();
    // a stopped process (SIGSTOP) hears nothing but SIGKILL until it is continued
    for (Entry entry : left) {
      Signals.send(entry.pid(), "CONT");
      entry.process().ifPresent(ProcessHandle::destroy);
    }
    if (!awaitEnd(left, grace)) {
      left.forEach(entry -> entry.process().ifPresent(ProcessHandle::destroyForcibly));
      // their ports are free only when they are gone
      awaitEnd(left, GRACE);
    }
    Files.deleteIfExists(file);
    return left.stream().map(Entry::name).toList();
  }

  private static boolean awaitEnd(List<Entry> entries, Duration patience)
      throws InterruptedException {
    CompletableFuture<Void> gone =
        CompletableFuture.allOf(
            entries.stream()
                .flatMap(entry -> entry.process().stream())
                .map(ProcessHandle::onExit)
                .toArray(CompletableFuture[]::new));
    try {
      gone.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    }
  }

  private void write() throws IOException {
    StringBuilder text = new StringBuilder();
    for (Entry entry : entries.values()) {
      text.append(entry.name()).append(' ').append(entry.pid());
      text.append(' ').append(entry.startedAt()).append('\n');
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(fresh, text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
