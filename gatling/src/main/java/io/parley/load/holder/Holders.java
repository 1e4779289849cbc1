package io.parley.load.holder;

import io.parley.load.plan.LoadOptions;
import io.parley.load.plan.Setting;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The processes that hold sockets, seen from the one that runs the scenario.
public final class Holders implements AutoCloseable {
  /// Of one process, where it may open so many descriptors (`ulimit -n`).
  private static final int SOCKETS_EACH = 15_000;

  /// What else it has open.
  private static final int DESCRIPTORS_BESIDE = 300;

  /// Beyond what making accounts and connecting take at the pace they are told.
  private static final long PATIENCE_S = 300;

  /// As slow as a holder may be.
  private static final int CONNECTS_PER_SECOND = HolderProgram.CONNECTS_PER_SECOND / 2;

  private static final String HEAP = "-Xmx768m";

  private final int wanted;
  private final int lostMax;
  private final int logins;
  private final List<Fork> forks;

  /// How it stood when they were closed; null: they are not.
  private final AtomicReference<@Nullable Count> end = new AtomicReference<>();

  private Holders(int wanted, int lostMax, int logins, List<Fork> forks) {
    this.wanted = wanted;
    this.lostMax = lostMax;
    this.logins = logins;
    this.forks = forks;
  }

  /// How it stands with held sockets.
  ///
  /// @param held now
  /// @param lost were held, and closed by somebody else
  /// @param refused never came to be
  /// @param shortages of them for want of ports or descriptors on this machine
  /// @param died processes that ended by themselves, and all they held with them
  public record Count(long held, long lost, long refused, long shortages, int died) {
    public static final Count NONE = new Count(0, 0, 0, 0, 0);

    /// Whether there will be no more, but for as many as may be lost.
    boolean isComplete(int wanted, int lostMax) {
      return held + Math.min(lost, lostMax) >= wanted;
    }

    /// Whether it cannot come to that any more.
    boolean isHopeless(int lostMax) {
      return refused > 0 || died > 0 || lost > lostMax;
    }

    Count plus(Count other) {
      return new Count(
          held + other.held,
          lost + other.lost,
          refused + other.refused,
          shortages + other.shortages,
          died + other.died);
    }

    String line() {
      return held + " " + lost + " " + refused + " " + shortages;
    }

    static Count parse(String line) {
      String[] words = line.split(" ", -1);
      return new Count(
          Long.parseLong(words[0]),
          Long.parseLong(words[1]),
          Long.parseLong(words[2]),
          Long.parseLong(words[3]),
          0);
    }
  }

  private record Fork(Process process, AtomicReference<Count> last) {
    /// A process that died has lost what it held.
    Count count() {
      Count told = last.get();
      return process.isAlive()
          ? told
          : new Count(0, told.lost + told.held, told.refused, told.shortages, 1);
    }
  }

  /// @param descriptors that a process may open
  public static Holders start(LoadOptions options, String prefix, long descriptors)
      throws IOException {
    int wanted = options.number(Setting.IDLE);
    int each = Math.clamp(descriptors - DESCRIPTORS_BESIDE, 1, SOCKETS_EACH);
    int processes = Math.ceilDiv(wanted, each);
    int logins = Math.max(1, options.number(Setting.LOGINS) / processes);
    List<Fork> forks = new ArrayList<>();
    for (int first = 0; first < wanted; first += each) {
      HolderProgram.Order order =
          new HolderProgram.Order(
              options.text(Setting.URL),
              options.text(Setting.TRUST),
              options.text(Setting.SOURCES),
              prefix,
              first,
              Math.min(each, wanted - first),
              logins);
      forks.add(fork(order.words()));
    }
    return new Holders(wanted, options.number(Setting.MAX_IDLE_LOST), logins, forks);
  }

  private static Fork fork(List<String> words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(
        List.of(
            HEAP,
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            HolderProgram.class.getName()));
    command.addAll(words);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    AtomicReference<Count> last = new AtomicReference<>(Count.NONE);
    var _ = Thread.ofVirtual().start(() -> read(process, last));
    return new Fork(process, last);
  }

  private static void read(Process process, AtomicReference<Count> last) {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.matches("\\d+( \\d+){3}")) {
          last.set(Count.parse(line));
        }
      }
    } catch (IOException e) {
      // it has ended, and whoever waits for it sees that
    }
  }

  /// Waits until all are held, but for as many as may be lost.
  public void awaitHeld() throws IOException {
    long needed = wanted / logins * 2L + wanted / CONNECTS_PER_SECOND + PATIENCE_S;
    for (long tenths = 0; tenths < needed * 10; tenths++) {
      Count now = count();
      if (now.isComplete(wanted, lostMax)) {
        return;
      }
      if (now.isHopeless(lostMax)) {
        break;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
    Count now = count();
    close();
    throw new IOException(
        ("idle: %d of %d sockets are held, %d were closed (at most %d), %d were refused"
                + " (%d of them for want of ports or descriptors here)")
            .formatted(now.held(), wanted, now.lost(), lostMax, now.refused(), now.shortages()));
  }

  public Count count() {
    Count atTheEnd = end.get();
    return atTheEnd == null
        ? forks.stream().map(Fork::count).reduce(Count.NONE, Count::plus)
        : atTheEnd;
  }

  /// Their sockets go with them.
  @Override
  public void close() {
    end.compareAndSet(null, count());
    forks.forEach(fork -> fork.process.destroy());
  }
}
