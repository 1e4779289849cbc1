package io.parley.standalone.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.testing.Eventually;
import io.parley.testing.delivery.DeliveryChecker;
import io.parley.testing.delivery.Device;
import io.parley.testing.delivery.Habits;
import io.parley.testing.delivery.JdkDialer;
import io.parley.testing.delivery.Place;
import io.parley.testing.delivery.PlainClient;
import io.parley.testing.delivery.Subprotocol;
import io.parley.testing.delivery.Tally;
import io.parley.testing.delivery.Verdict;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// People who talk: each with two devices on two edges, one in each subprotocol, each writing to
/// three others and to their groups at random. Members come into groups and go all the time.
final class LoadedCrowd implements AutoCloseable {
  private static final int USERS = 20;
  private static final int PER_SECOND = 150;
  private static final long TICK_MS = 50;
  private static final long BEAT_MS = 20;

  private static final int GROUPS = 3;
  private static final int STAYING = 6;
  private static final int PASSING = 3;

  /// Of the messages, those to groups: each is told to many.
  private static final int ONE_TO_GROUPS_IN = 5;

  private static final long CHANGE_EVERY_MS = 400;

  /// People stop typing when nothing goes out.
  private static final int UNANSWERED_MAX = 10;

  private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(30);

  private final DeliveryChecker checker = new DeliveryChecker();
  private final List<String> users = new ArrayList<>();
  private final List<PlainClient> clients = new ArrayList<>();
  private final List<CrowdGroup> groups = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(3);

  /// Of the thread that changes groups.
  private final SplittableRandom changes = new SplittableRandom(4);

  private final People people;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
  private volatile boolean talking;

  LoadedCrowd(MessageSystem system, String prefix) throws IOException, InterruptedException {
    people = new People(http, system);
    for (int i = 0; i < USERS; i++) {
      users.add(prefix + i);
      people.create(users.getLast());
      for (Subprotocol subprotocol : Subprotocol.values()) {
        var device = new Device(users.getLast(), subprotocol.name().toLowerCase(Locale.ROOT));
        String token = people.logIn(device.user(), device.id()).access();
        var login = new PlainClient.Login(device, () -> token, subprotocol, system.sockets());
        var surroundings = new PlainClient.Surroundings(System::nanoTime, random.split());
        clients.add(
            new PlainClient(login, new JdkDialer(http), checker, Habits.LIVELY, surroundings));
      }
    }
    Future<?> _ =
        threads.scheduleAtFixedRate(
            () -> clients.forEach(PlainClient::tick), 0, TICK_MS, TimeUnit.MILLISECONDS);
    Future<?> _ = threads.scheduleAtFixedRate(this::talk, 0, BEAT_MS, TimeUnit.MILLISECONDS);
    Future<?> _ =
        threads.scheduleAtFixedRate(this::change, 0, CHANGE_EVERY_MS, TimeUnit.MILLISECONDS);
    Eventually.eventually(
        CONNECTED_WITHIN,
        () -> assertEquals(0, clients.stream().filter(client -> !client.isReady()).count()));
    meet();
  }

  /// Makes the groups. Each has its own six who stay, and three of the next group's who pass.
  private void meet() {
    List<CompletableFuture<Place>> made = new ArrayList<>();
    for (int i = 0; i < GROUPS; i++) {
      int first = i * STAYING;
      Set<String> staying = CrowdGroup.members(users, first, STAYING);
      Set<String> passing = CrowdGroup.members(users, first + STAYING, PASSING);
      var group = new CrowdGroup(clients.get(2 * first), staying, List.copyOf(passing));
      made.add(group.create("group " + i).toCompletableFuture());
      groups.add(group);
    }
    CompletableFuture.allOf(made.toArray(CompletableFuture[]::new))
        .orTimeout(CONNECTED_WITHIN.toSeconds(), TimeUnit.SECONDS)
        .join();
  }

  void startTalking() {
    talking = true;
  }

  void stopTalking() {
    talking = false;
  }

  private void talk() {
    for (int i = 0; talking && i < PER_SECOND * BEAT_MS / 1000; i++) {
      int at = random.nextInt(clients.size());
      PlainClient client = clients.get(at);
      if (random.nextInt(ONE_TO_GROUPS_IN) == 0) {
        talkInGroup(client);
        continue;
      }
      int[] steps = {1, 2, 5};
      int recipient = (at / 2 + steps[random.nextInt(3)]) % USERS;
      if (client.unanswered() < UNANSWERED_MAX) {
        var _ = client.send(users.get(recipient), "hello, " + users.get(recipient));
      }
    }
  }

  private void talkInGroup(PlainClient client) {
    String user = client.device().user();
    CrowdGroup group = groups.get(random.nextInt(groups.size()));
    if (group.mayWrite(user) && client.unanswered() < UNANSWERED_MAX) {
      group.say(client, "hello, everybody");
    }
  }

  private void change() {
    if (talking) {
      groups.forEach(group -> group.change(changes));
    }
  }

  /// How many messages have an answer.
  int acknowledged() {
    return checker.acknowledged();
  }

  /// Waits until all is answered and every device has noticed all there is, by itself.
  void settle(Duration within) {
    stopTalking();
    Eventually.eventually(
        within,
        () -> {
          int unanswered = clients.stream().mapToInt(PlainClient::unanswered).sum();
          assertEquals(
              "0 unanswered, 0 unnoticed",
              "%d unanswered, %d unnoticed".formatted(unanswered, checker.outstanding()));
        });
  }

  /// Reads every conversation back as everybody who may, direct ones by one of them in both
  /// directions, and judges.
  Verdict verdict() throws IOException, InterruptedException {
    Map<String, DeliveryChecker.Chat> conversations = checker.conversations();
    for (String user : users) {
      try (TestSocket socket = people.connect(user, "auditor", Subprotocol.JSON, 1)) {
        for (Map.Entry<String, DeliveryChecker.Chat> each : conversations.entrySet()) {
          Set<String> readers = new TreeSet<>(each.getValue().readers());
          if (readers.contains(user)) {
            checker.history(user, each.getKey(), FullHistory.forwards(socket, each.getKey()));
            // a person who scrolls up is shown messages; in a direct conversation there is nothing
            // else
            if (!each.getValue().isGroup() && user.equals(readers.iterator().next())) {
              checker.history(user, each.getKey(), FullHistory.backwards(socket, each.getKey()));
            }
          }
        }
      }
    }
    return checker.verdict();
  }

  Tally tally() {
    return clients.stream()
        .map(PlainClient::tally)
        .reduce(new Tally(0, 0, 0, 0, 0, 0), Tally::plus);
  }

  /// Changes of groups that were answered.
  int changes() {
    return groups.stream().mapToInt(CrowdGroup::changes).sum();
  }

  /// Nobody was refused, and nobody was told to stay away.
  void assertNobodyGaveUp() {
    assertEquals(0, tally().refused(), "messages refused for good");
    assertEquals(
        0,
        groups.stream().mapToInt(CrowdGroup::wrongs).sum(),
        "messages of members, and changes, refused for good");
    for (PlainClient client : clients) {
      assertEquals(OptionalInt.empty(), client.over(), () -> client.device() + " was closed");
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    clients.forEach(PlainClient::disconnect);
    http.shutdownNow();
  }
}
