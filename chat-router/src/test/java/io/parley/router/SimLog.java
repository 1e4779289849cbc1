package io.parley.router;

import com.google.protobuf.ByteString;
import io.parley.protocol.v1.Command;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The command log: partitions with the broker's time, commits, retention, power cuts that cost its
/// end, and an operator who may make it anew.
final class SimLog {
  static final int PARTITIONS = 2;
  private static final int CLOCK_STEPS_BACK_MS = 80;
  private static final int CLOCK_BEHIND_MS = 1_200;
  private static final int COARSE_CLOCK_MS = 16;
  private static final int LOST_MAX = 25;
  private static final int COMMITS_LOST_MAX = 3;

  /// Longer than a router goes on without knowing that it was replaced.
  private static final int BEGUN_KEPT_MS = 8_000;

  private final SimWorld world;
  private final List<Partition> partitions = new ArrayList<>();
  private final Map<String, Integer> appended = new HashMap<>();
  private long stalledUntil;
  private long incarnation = 1;
  private long clockOffsetMs;
  private final long clockStepMs;

  /// Where to begin, and what was said there.
  ///
  /// @param life how often the partition had been cut when this was committed
  record Start(long offset, String metadata, int life) {
    Start(long offset, String metadata) {
      this(offset, metadata, 0);
    }
  }

  /// Somebody has begun there, and may still be there.
  private record Begun(long atMs, long offset) {}

  private static final class Partition {
    final List<Begun> begun = new ArrayList<>();
    final List<CommandRecord> records = new ArrayList<>();
    long base;
    int generation;

    /// Where it went on after each power cut.
    final List<Long> cuts = new ArrayList<>();

    List<Start> commits = new ArrayList<>(List.of(new Start(0, "")));
  }

  SimLog(SimWorld world) {
    this.world = world;
    this.clockStepMs = world.chance(0.5) ? COARSE_CLOCK_MS : 1;
    for (int i = 0; i < PARTITIONS; i++) {
      partitions.add(new Partition());
    }
  }

  long incarnation() {
    return incarnation;
  }

  static int partitionOf(String conversation) {
    return Math.floorMod(conversation.hashCode(), PARTITIONS);
  }

  /// How many commands of this conversation were ever appended.
  int appended(String conversation) {
    return appended.getOrDefault(conversation, 0);
  }

  void append(Command command) {
    appended.merge(command.getConversation(), 1, Integer::sum);
    append(command.getConversation(), command.toByteString());
  }

  void append(String key, ByteString value) {
    append(partitionOf(key), ByteString.copyFromUtf8(key), value);
  }

  void append(int number, @Nullable ByteString key, ByteString value) {
    Partition partition = partitions.get(number);
    long offset = partition.base + partition.records.size();
    long wobble = world.chance(0.2) ? world.between(0, CLOCK_STEPS_BACK_MS) : 0;
    partition.records.add(
        new CommandRecord(
            offset,
            (world.now() + clockOffsetMs - wobble) / clockStepMs * clockStepMs,
            key,
            value,
            Optional.empty(),
            Optional.empty()));
  }

  /// Takes what is written, and gives nothing.
  void stall(int ms) {
    stalledUntil = world.now() + ms;
  }

  List<CommandRecord> read(int number, long offset, int max) {
    if (world.now() < stalledUntil) {
      return List.of();
    }
    Partition partition = partitions.get(number);
    int from = Math.clamp(offset - partition.base, 0, partition.records.size());
    return List.copyOf(
        partition.records.subList(from, Math.min(partition.records.size(), from + max)));
  }

  /// Gives the partition to somebody else; whoever had it can no longer commit.
  int nextGeneration(int number) {
    return ++partitions.get(number).generation;
  }

  /// The last commit, or one before it that was all that survived.
  Start start(int number) {
    List<Start> commits = partitions.get(number).commits;
    int back = world.fault(0.2) ? world.between(0, Math.min(4, commits.size() - 1)) : 0;
    Start start = resumed(partitions.get(number), commits.get(commits.size() - 1 - back));
    partitions.get(number).begun.add(new Begun(world.now(), start.offset()));
    return start;
  }

  /// What a consumer makes of a commit that is older than the last cut.
  private Start resumed(Partition partition, Start committed) {
    if (world.lacks(Rule.CUT_IS_WHERE_TO_GO_ON)) {
      long end = partition.base + partition.records.size();
      return committed.offset() > end ? new Start(partition.base, committed.metadata()) : committed;
    }
    long offset =
        partition.cuts.stream().skip(committed.life()).reduce(committed.offset(), Math::min);
    return new Start(offset, committed.metadata());
  }

  /// The brokers lose power, and with it what they had not written: the newest records, and the
  /// newest commits. Answers with where the partition goes on. No router runs.
  long loseEnd(int number) {
    Partition partition = partitions.get(number);
    List<Start> commits = partition.commits;
    Start left =
        commits.get(
            commits.size() - 1 - world.between(0, Math.min(COMMITS_LOST_MAX, commits.size() - 1)));
    partition.commits = new ArrayList<>(List.of(left));
    int size = partition.records.size();
    int kept = size - world.between(0, Math.min(LOST_MAX, size));
    partition.records.subList(kept, size).clear();
    partition.begun.clear();
    partition.generation++;
    partition.cuts.add(partition.base + kept);
    return partition.base + kept;
  }

  void clockIsBehind() {
    clockOffsetMs = -world.between(0, CLOCK_BEHIND_MS);
  }

  void commit(int number, int generation, Start start) {
    Partition partition = partitions.get(number);
    if (partition.generation == generation) {
      partition.commits.add(new Start(start.offset(), start.metadata(), partition.cuts.size()));
    }
  }

  /// Drops what was committed a while ago, and what nobody will read again.
  void retain() {
    for (Partition partition : partitions) {
      List<Start> commits = partition.commits;
      if (commits.size() > 6) {
        commits.subList(0, commits.size() - 6).clear();
        // who began at an old commit has committed less than was committed before
        partition.begun.removeIf(begun -> begun.atMs() < world.now() - BEGUN_KEPT_MS);
        long newBase =
            Stream.concat(
                    commits.stream().map(commit -> resumed(partition, commit).offset()),
                    partition.begun.stream().map(Begun::offset))
                .min(Long::compare)
                .orElse(0L);
        if (newBase > partition.base) {
          partition.records.subList(0, (int) (newBase - partition.base)).clear();
          partition.base = newBase;
        }
      }
    }
  }

  /// An operator's tool sets the offsets without a word of metadata. No router runs.
  void loseMetadata() {
    for (Partition partition : partitions) {
      Start last = resumed(partition, partition.commits.getLast());
      partition.commits =
          new ArrayList<>(List.of(new Start(last.offset(), "", partition.cuts.size())));
    }
  }

  /// An operator deletes the topic and makes it anew, on brokers whose clocks are behind. No router
  /// runs, and nothing that one wrote is under way.
  void recreate() {
    incarnation++;
    clockIsBehind();
    for (Partition partition : partitions) {
      partition.records.clear();
      partition.cuts.clear();
      partition.begun.clear();
      partition.base = 0;
      partition.generation++;
      partition.commits = new ArrayList<>(List.of(new Start(0, "")));
    }
  }

  /// Whether everything that was decided from it is committed.
  boolean isDone() {
    return partitions.stream()
        .allMatch(partition ->
            resumed(partition, partition.commits.getLast()).offset()
                == partition.base + partition.records.size());
  }
}
