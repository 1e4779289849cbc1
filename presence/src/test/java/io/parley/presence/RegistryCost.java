package io.parley.presence;

import io.parley.presence.SessionLookup.ChannelNews;
import io.parley.presence.SessionLookup.News;
import io.parley.presence.SessionLookup.Wanted;
import io.parley.presence.SessionRegistry.SessionKey;
import io.parley.runtime.Surroundings;
import io.parley.runtime.config.ConfigReader;
import io.parley.runtime.config.ConfigResult;
import io.parley.runtime.resilience.Policies;
import io.parley.runtime.resilience.PolicyMetrics;
import io.parley.testing.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// What the registry costs on a Redis that does nothing else: time of the caller, and CPU of the
/// server and of this process from the accounts of the operating system. Not a test.
///
/// Arguments: `redis://host:port`, the server's process id, seconds per measurement, and if not all
/// calls are to be measured, a regular expression of those that are.
final class RegistryCost {
  private static final int USERS = 15_000;
  private static final Surroundings WORLD = Surroundings.real();

  private static final int GROUPS = 64;

  private final Path server;
  private final Duration each;
  private final Predicate<String> wanted;
  private final AtomicLong sessions = new AtomicLong(USERS);
  private final long began = System.nanoTime();
  private final List<List<String>> groups =
      IntStream.range(0, GROUPS).mapToObj(i -> List.copyOf(users(i * 7, 1_000))).toList();

  private RegistryCost(Path server, Duration each, Predicate<String> wanted) {
    this.server = server;
    this.each = each;
    this.wanted = wanted;
  }

  public static void main(String[] arguments) throws IOException {
    String yaml = "addresses: [\"" + arguments[0] + "\"]\nkey-prefix: \"cost:\"";
    RedisConfig config =
        switch (ConfigReader.read(RedisConfig.class, "cost", yaml, Map.of())) {
          case ConfigResult.Valid<RedisConfig>(RedisConfig valid, var _) -> valid;
          case ConfigResult.Invalid<RedisConfig>(List<String> faults) ->
              throw new IllegalArgumentException(faults.toString());
        };
    RedisConnection connection = new RedisConnection(config, WORLD);
    connection.start().toCompletableFuture().join();
    Eventually.eventually(Duration.ofSeconds(10), connection::client);
    RedisRegistry registry =
        RedisRegistry.create(
            connection,
            config,
            WORLD,
            new Policies(WORLD, PolicyMetrics.NONE),
            RegistryMetrics.NONE);
    RedisRegistry.Edge edge = registry.edge("cost", 64);
    edge.slot().acquire(SlotEvents.IGNORED).toCompletableFuture().join();
    try {
      new RegistryCost(
              Path.of("/proc", arguments[1], "stat"),
              Duration.ofSeconds(Integer.parseInt(arguments[2])),
              Pattern.compile(arguments.length > 3 ? arguments[3] : "").asPredicate())
          .run(registry.lookup(), edge);
    } finally {
      edge.slot().release().toCompletableFuture().join();
      connection.stop().toCompletableFuture().join();
      WORLD.close();
    }
  }

  private void run(SessionLookup lookup, RedisRegistry.Edge registry) throws IOException {
    SessionRegistry edge = registry.sessions();
    List<SessionKey> keys = IntStream.range(0, USERS).mapToObj(i -> key(i, i)).toList();
    for (String state : List.of("lost", "there", "there")) {
      long began = System.nanoTime();
      long server = ticks(this.server);
      edge.refresh(keys).toCompletableFuture().join();
      System.out.printf(
          "refresh of %d sessions that are %s: %d ms, server %d ms%n",
          USERS,
          state,
          (System.nanoTime() - began) / 1_000_000,
          10 * (ticks(this.server) - server));
    }
    System.out.println(
        "call | in flight | calls/s | p50 ms | p99 ms | server us/call | client us/call");
    for (int atOnce : List.of(1, 8)) {
      measure("locate 1,000 users", atOnce, i -> lookup.locate(wanted(users(i, 1_000), List.of())));
      measure(
          "locate 1,000 users, 1,000 news",
          atOnce,
          i -> lookup.locate(wanted(users(i, 1_000), news(i, 1_000))));
      measure("locate 50 users", atOnce, i -> lookup.locate(wanted(users(i, 50), List.of())));
      measure(
          "locate 50 users, 50 news",
          atOnce,
          i -> lookup.locate(wanted(users(i, 50), news(i, 50))));
      measure(
          "locate 2 users, 2 news", atOnce, i -> lookup.locate(wanted(users(i, 2), news(i, 2))));
      measure("pulse of 50", atOnce, i -> edge.pulse(some(keys, i, 50)));
      measure("register", atOnce, i -> edge.register(key(i % USERS, sessions.incrementAndGet())));
    }
    for (int atOnce : List.of(1, 8)) {
      measure("locate 1,000 users, their group", atOnce, i -> lookup.locate(inGroup(i)));
      measure("pulse of 50 in groups", atOnce, i -> edge.pulse(some(keys, i, 50)));
    }
    List<String> channels = channels(0, USERS);
    registry.interest().add(channels).toCompletableFuture().join();
    for (int atOnce : List.of(1, 8)) {
      measure("locate 1 channel, its head", atOnce, i -> lookup.locate(channels(i, i, 1)));
      measure("locate 50 channels, their heads", atOnce, i -> lookup.locate(channels(i, i, 50)));
      measure(
          "pulse of 500 channels", atOnce, i -> registry.interest().pulse(channels(i * 500, 500)));
      measure("add 1 channel", atOnce, i -> registry.interest().add(channels(i, 1)));
    }
    measure("add 1 channel", 256, i -> registry.interest().add(channels(i, 1)));
    measure("register", 256, i -> edge.register(key(i % USERS, sessions.incrementAndGet())));
  }

  private static Wanted wanted(Set<String> users, List<News> news) {
    return new Wanted(users, Set.of(), news, List.of());
  }

  /// One of so many groups that two messages to the same are not under way at once: those of one
  /// come one after another.
  private Wanted inGroup(int call) {
    int group = call % GROUPS;
    List<String> members = groups.get(group);
    return wanted(
        new HashSet<>(members), List.of(new News(members, named(group), call + 1, call + 1)));
  }

  /// Another group with each run: what a run before left stands further on.
  private String named(int group) {
    return "g:" + began + ":" + group;
  }

  private static List<String> channels(int from, int count) {
    return IntStream.range(from, from + count).mapToObj(i -> "c:channel" + i % USERS).toList();
  }

  private static Wanted channels(int call, int from, int count) {
    List<String> channels = channels(from, count);
    return new Wanted(
        Set.of(),
        Set.copyOf(channels),
        List.of(),
        channels.stream().map(name -> new ChannelNews(name, call + 1, call + 1)).toList());
  }

  private static SessionKey key(int user, long session) {
    return new SessionKey("user" + user, "phone", session);
  }

  private static Set<String> users(int call, int count) {
    Set<String> users = new HashSet<>();
    for (int i = 0; i < count; i++) {
      users.add("user" + (call * 31 + i) % USERS);
    }
    return users;
  }

  private static List<News> news(int call, int count) {
    List<News> news = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      news.add(new News("user" + (call * 31 + i) % USERS, "d:user1:user2", call + 1, call + 1));
    }
    return news;
  }

  private static List<SessionKey> some(List<SessionKey> keys, int call, int count) {
    int from = call * count % (USERS - count);
    return keys.subList(from, from + count);
  }

  private void measure(String name, int atOnce, IntFunction<CompletionStage<?>> call)
      throws IOException {
    if (!wanted.test(name)) {
      return;
    }
    run(call, atOnce, Duration.ofSeconds(2));
    long server = ticks(this.server);
    long client = ticks(Path.of("/proc/self/stat"));
    long began = System.nanoTime();
    long[] took = run(call, atOnce, each);
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf(
        "%s | %d | %.0f | %.2f | %.2f | %.1f | %.1f%n",
        name,
        atOnce,
        took.length / seconds,
        took[took.length / 2] / 1e6,
        took[(int) (took.length * 0.99)] / 1e6,
        1e4 * (ticks(this.server) - server) / took.length,
        1e4 * (ticks(Path.of("/proc/self/stat")) - client) / took.length);
  }

  private record Call(CompletableFuture<?> answer, AtomicLong tookNanos) {}

  /// Closed loop; sorted times.
  private static long[] run(IntFunction<CompletionStage<?>> call, int atOnce, Duration time) {
    long until = System.nanoTime() + time.toNanos();
    Deque<Call> underWay = new ArrayDeque<>();
    List<AtomicLong> all = new ArrayList<>();
    for (int i = 0; System.nanoTime() < until; i++) {
      if (underWay.size() == atOnce) {
        underWay.removeFirst().answer().join();
      }
      AtomicLong took = new AtomicLong();
      long began = System.nanoTime();
      CompletableFuture<?> answer =
          call.apply(i).thenRun(() -> took.set(System.nanoTime() - began)).toCompletableFuture();
      underWay.add(new Call(answer, took));
      all.add(took);
    }
    underWay.forEach(last -> last.answer().join());
    long[] sorted = all.stream().mapToLong(AtomicLong::get).toArray();
    Arrays.sort(sorted);
    return sorted;
  }

  /// User and system time, in ticks of 10 ms.
  private static long ticks(Path stat) throws IOException {
    String line = Files.readString(stat);
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }
}
