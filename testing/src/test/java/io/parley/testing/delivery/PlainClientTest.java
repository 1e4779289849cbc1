package io.parley.testing.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.ClientFrame.BodyCase;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Problem;
import io.parley.testing.ManualClock;
import io.parley.testing.delivery.ToyServer.Misdeed;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The client keeps to the protocol's page, and client and checker together find what a server does
/// wrong.
class PlainClientTest {
  private static final Duration TICK = Duration.ofMillis(100);

  private final ManualClock clock = ManualClock.atStart();
  private final ToyServer server = new ToyServer(clock);
  private final DeliveryChecker checker = new DeliveryChecker();
  private final SplittableRandom random = new SplittableRandom(7);
  private final List<PlainClient> clients = new ArrayList<>();
  private final PlainClient phone = client("alice", "phone");
  private final PlainClient laptop = client("alice", "laptop");
  private final PlainClient tablet = client("bob", "tablet");

  @Test
  void aMessageReachesEveryOtherDeviceAndTheSenderHasItsPlace() {
    run(1);
    CompletableFuture<Place> stored = phone.send("bob", "hi").toCompletableFuture();
    run(1);
    assertEquals(new Place("alice+bob", 1, 100), stored.join());
    assertEquals(new Tally(1, 0, 0, 0, 0, 0), phone.tally());
    assertEquals(new Tally(1, 1, 0, 0, 0, 0), laptop.tally());
    assertEquals(new Tally(1, 1, 0, 0, 0, 0), tablet.tally());
    assertHolds();
  }

  @Test
  void whatIsWrittenWhileAwayGoesOutOnceConnected() {
    CompletableFuture<Place> stored = phone.send("bob", "hi").toCompletableFuture();
    assertEquals(1, phone.unanswered());
    run(1);
    assertEquals(1, stored.join().seq());
    assertFalse(server.heard(BodyCase.SEND).getFirst().getSend().getResend());
    assertHolds();
  }

  @Test
  void withoutAnAnswerItIsSentAgainAsTheSame() {
    run(1);
    server.misdeeds.add(Misdeed.KEEPS_ANSWERS);
    CompletableFuture<Place> stored = phone.send("bob", "hi").toCompletableFuture();
    run(21);
    server.misdeeds.clear();
    run(21);
    assertEquals(1, stored.join().seq());
    List<ClientFrame> sends = server.heard(BodyCase.SEND);
    assertEquals(
        List.of(false, true, true), sends.stream().map(f -> f.getSend().getResend()).toList());
    assertEquals(1, sends.stream().map(f -> f.getSend().getClientMessageId()).distinct().count());
    assertEquals(3, sends.stream().map(ClientFrame::getId).distinct().count());
    assertEquals(2, phone.tally().resent());
    assertHolds();
  }

  @Test
  void aSocketThatEndsCostsNoMessage() {
    run(1);
    server.misdeeds.add(Misdeed.KEEPS_ANSWERS);
    phone.send("bob", "hi");
    server.misdeeds.clear();
    server.lines.forEach(line -> line.close(Dialer.NO_CLOSE_FRAME));
    run(3);
    assertEquals(0, phone.unanswered());
    assertEquals(2, phone.tally().sessions());
    assertHolds();
  }

  @Test
  void overloadIsWaitedOutAsLongAsTheServerSays() {
    run(1);
    server.refuse(Problem.newBuilder().setCode(Code.UNAVAILABLE).setRetryAfterMs(5000).build());
    phone.send("bob", "hi");
    run(4);
    assertEquals(1, server.heard(BodyCase.SEND).size());
    server.refuse(Problem.getDefaultInstance());
    run(2);
    assertEquals(2, server.heard(BodyCase.SEND).size());
    assertEquals(0, phone.unanswered());
    assertHolds();
  }

  @Test
  void aRefusalForGoodIsTold() {
    run(1);
    server.refuse(Problem.newBuilder().setCode(Code.NOT_FOUND).setMessage("user: bob").build());
    CompletableFuture<Place> stored = phone.send("bob", "hi").toCompletableFuture();
    run(1);
    CompletionException told = assertThrows(CompletionException.class, stored::join);
    assertEquals(Code.NOT_FOUND, assertInstanceOf(RefusedException.class, told.getCause()).code());
    assertEquals(0, phone.unanswered());
    assertEquals(1, phone.tally().refused());
  }

  @Test
  void aHoleInSeqIsReadFromTheCursor() {
    run(1);
    say(2);
    server.misdeeds.add(Misdeed.FORGETS_LIVE_EVENTS);
    server.misdeeds.add(Misdeed.FORGETS_HEADS);
    say(3);
    server.misdeeds.remove(Misdeed.FORGETS_LIVE_EVENTS);
    assertEquals(6, checker.outstanding());
    say(1);
    run(1);
    List<Long> after =
        server.heard(BodyCase.HISTORY).stream().map(f -> f.getHistory().getAfter()).toList();
    assertTrue(after.contains(200L), after::toString);
    assertFalse(after.contains(0L), after::toString);
    assertHolds();
  }

  @Test
  void aLostLastMessageIsNoticedWithTheNextPong() {
    run(1);
    server.misdeeds.add(Misdeed.FORGETS_LIVE_EVENTS);
    say(1);
    assertEquals(2, checker.outstanding());
    run(4);
    assertHolds();
  }

  @Test
  void aDeviceThatComesBackReadsWhatMovedThroughAllPages() {
    List<PlainClient> others = new ArrayList<>();
    for (String name : List.of("carol", "dave", "erin", "frank", "grace")) {
      others.add(client(name, "phone"));
    }
    run(1);
    tablet.disconnect();
    others.forEach(other -> {
      other.send("bob", "one");
      other.send("bob", "two");
      other.send("bob", "three");
    });
    run(1);
    assertEquals(15, checker.outstanding());
    tablet.connect();
    run(2);
    assertTrue(server.heard(BodyCase.HELLO).getLast().getHello().hasSince());
    assertEquals(2, server.heard(BodyCase.MOVED).size());
    assertHolds();
  }

  @Test
  void aDeviceThatBeginsListsItsConversations() {
    run(1);
    say(5);
    client("bob", "watch");
    run(2);
    assertFalse(server.heard(BodyCase.HELLO).getLast().getHello().hasSince());
    assertHolds();
  }

  @Test
  void aCloseThatMeansStayAwayIsObeyed() {
    run(1);
    server.lines.forEach(line -> line.close(4409));
    run(60);
    assertEquals(OptionalInt.of(4409), phone.over());
    assertEquals(3, server.lines.size());
    phone.connect();
    run(1);
    assertTrue(phone.isReady());
  }

  @Test
  void aServerThatRefusesIsAskedLessAndLessOften() {
    server.misdeeds.add(Misdeed.REFUSES_CONNECTIONS);
    run(10);
    server.misdeeds.clear();
    run(2);
    assertTrue(phone.isReady());
  }

  @Test
  void aSilentSocketIsGivenUp() {
    run(1);
    server.misdeeds.add(Misdeed.IS_SILENT);
    phone.send("bob", "hi");
    run(13);
    assertFalse(server.lines.getFirst().isOpen());
    server.misdeeds.clear();
    run(15);
    assertEquals(0, phone.unanswered());
    assertHolds();
  }

  @Test
  void aServerThatStoresAResendAgainIsFound() {
    run(1);
    server.misdeeds.add(Misdeed.KEEPS_ANSWERS);
    phone.send("bob", "hi");
    run(1);
    server.misdeeds.clear();
    server.misdeeds.add(Misdeed.STORES_RESENDS_AGAIN);
    run(21);
    readBack();
    assertTrue(checker.verdict().count(DeliveryFault.DOUBLED) > 0);
  }

  @Test
  void aServerThatAcknowledgesWithoutStoringIsFound() {
    run(1);
    server.misdeeds.add(Misdeed.ACKNOWLEDGES_WITHOUT_STORING);
    say(1);
    readBack();
    assertTrue(checker.verdict().count(DeliveryFault.LOST) > 0);
  }

  @Test
  void aServerThatNeverTellsOfALastMessageIsFound() {
    run(1);
    server.misdeeds.add(Misdeed.FORGETS_LIVE_EVENTS);
    server.misdeeds.add(Misdeed.FORGETS_HEADS);
    say(1);
    run(30);
    readBack();
    assertEquals(2, checker.verdict().count(DeliveryFault.UNNOTICED));
  }

  @Test
  void whoIsAddedReadsFromTheBeginningAndWhoIsRemovedHearsNothingMore() {
    PlainClient watch = client("carol", "watch");
    run(1);
    String group = team("alice", "bob");
    say(group, phone, "before");
    change(group, phone, new Act.Adds(Set.of("carol")));
    say(group, watch, "hi");
    change(group, phone, new Act.Renames("others"));
    change(group, phone, new Act.Removes(Set.of("carol")));
    say(group, tablet, "after");
    assertHolds();
    assertEquals(6, checker.seen(watch.device()));
    assertEquals(7, checker.seen(tablet.device()));
  }

  @Test
  void whoComesBackIntoAGroupReadsWhatWasMissed() {
    PlainClient watch = client("carol", "watch");
    run(1);
    String group = team("alice", "carol");
    change(group, watch, new Act.Removes(Set.of("carol")));
    say(group, phone, "without her");
    change(group, phone, new Act.Adds(Set.of("carol")));
    assertHolds();
    assertEquals(4, checker.seen(watch.device()));
  }

  @Test
  void aChangeWithoutAnAnswerIsAskedForAgainAsTheSame() {
    run(1);
    String group = team("alice", "bob");
    server.misdeeds.add(Misdeed.KEEPS_ANSWERS);
    CompletableFuture<Place> stored =
        phone.send(new Recipient.Group(group), new Act.Renames("again")).toCompletableFuture();
    run(21);
    server.misdeeds.clear();
    run(21);
    assertEquals(2, stored.join().seq());
    List<ClientFrame> renames = server.heard(BodyCase.RENAME);
    assertEquals(3, renames.size());
    assertEquals(
        1, renames.stream().map(f -> f.getRename().getClientMessageId()).distinct().count());
    assertHolds();
  }

  @Test
  void whoIsOutOfAGroupIsDeclinedAndGoesOn() {
    PlainClient watch = client("carol", "watch");
    run(1);
    String group = team("alice", "carol");
    change(group, phone, new Act.Removes(Set.of("carol")));
    CompletableFuture<Place> stored =
        watch.send(new Recipient.Group(group), new Act.Says("still here?")).toCompletableFuture();
    run(1);
    assertThrows(CompletionException.class, stored::join);
    assertEquals(1, watch.tally().declined());
    assertEquals(0, watch.tally().refused());
    watch.send("bob", "hi");
    run(1);
    assertEquals(0, watch.unanswered());
    assertHolds();
  }

  @Test
  void aServerThatTellsTheRemovedIsFound() {
    PlainClient watch = client("carol", "watch");
    run(1);
    String group = team("alice", "bob", "carol");
    change(group, phone, new Act.Removes(Set.of("carol")));
    server.misdeeds.add(Misdeed.TELLS_THE_REMOVED);
    say(group, tablet, "a secret");
    server.misdeeds.clear();
    readBack();
    assertTrue(watch.isReady());
    assertEquals(Map.of(DeliveryFault.MISPLACED, 1), checker.verdict().faults());
  }

  @Test
  void aServerThatHidesWhatWasBeforeIsFound() {
    PlainClient watch = client("carol", "watch");
    run(1);
    server.misdeeds.add(Misdeed.HIDES_THE_PAST);
    String group = team("alice", "bob");
    say(group, tablet, "before");
    change(group, phone, new Act.Adds(Set.of("carol")));
    run(5);
    assertTrue(watch.isReady());
    assertEquals(2, checker.outstanding());
    server.misdeeds.clear();
    readBack();
    assertEquals(2, checker.verdict().count(DeliveryFault.UNNOTICED));
  }

  /// A group of alice's; its name.
  private String team(String... members) {
    CompletableFuture<Place> made =
        phone
            .send(new Recipient.NewGroup(), new Act.Creates("team", Set.of(members)))
            .toCompletableFuture();
    run(1);
    return made.join().conversation();
  }

  private void say(String group, PlainClient client, String text) {
    change(group, client, new Act.Says(text));
  }

  private void change(String group, PlainClient client, Act act) {
    CompletableFuture<Place> done =
        client.send(new Recipient.Group(group), act).toCompletableFuture();
    run(1);
    assertTrue(done.isDone(), () -> act + " was not answered");
  }

  private PlainClient client(String user, String id) {
    var login =
        new PlainClient.Login(
            new Device(user, id),
            () -> user,
            Subprotocol.JSON,
            List.of(URI.create("ws://one"), URI.create("ws://two")));
    var surroundings = new PlainClient.Surroundings(clock::nanoTime, random);
    var client = new PlainClient(login, server, checker, Habits.LIVELY, surroundings);
    clients.add(client);
    return client;
  }

  private void say(int messages) {
    for (int i = 0; i < messages; i++) {
      phone.send("bob", "text " + i);
      server.deliver();
    }
  }

  private void run(int seconds) {
    for (long i = 0; i < seconds * 1000L / TICK.toMillis(); i++) {
      clock.advance(TICK);
      clients.forEach(PlainClient::tick);
      server.deliver();
    }
  }

  private void readBack() {
    Set<String> users =
        clients.stream().map(client -> client.device().user()).collect(Collectors.toSet());
    for (String conversation : server.conversations.keySet()) {
      for (String user : users) {
        List<Seen> read = server.readable(conversation, user).stream().map(Seen::of).toList();
        if (!read.isEmpty()) {
          checker.history(user, conversation, read);
        }
      }
    }
  }

  private void assertHolds() {
    assertEquals(0, checker.outstanding());
    readBack();
    Verdict verdict = checker.verdict();
    assertTrue(verdict.holds(), verdict::toString);
  }
}
