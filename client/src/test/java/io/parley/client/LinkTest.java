package io.parley.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Drain;
import io.parley.protocol.v1.Pong;
import io.parley.protocol.v1.ServerFrame;
import io.parley.protocol.v1.Welcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// When a client connects, when it stays away, and when it gives up.
class LinkTest {
  private final MachineBench bench = new MachineBench();
  private final Recorded done = bench.done;

  @Test
  void helloCarriesTokenAndDeviceAndNoSinceForADeviceThatBegins() {
    bench.greeting();

    assertEquals("token", done.lastFrame().getHello().getToken());
    assertEquals("phone", done.lastFrame().getHello().getDeviceId());
    assertFalse(done.lastFrame().getHello().hasSince());
  }

  @Test
  void helloOfALaterConnectionTellsUpToWhenEverythingWasHad() {
    bench.online();
    assertEquals(1, done.since.size());
    bench.closed(1006);
    bench.advance(Duration.ofSeconds(5));
    bench.goOnToGreeting();

    assertEquals(done.since.getFirst(), done.lastFrame().getHello().getSince());
  }

  @Test
  void waitsLongerAfterEachFailureUpToTheLimitAndBeginsAnewAfterAStableTime() {
    bench.machine.start(0);
    Duration last = Duration.ZERO;
    for (int i = 0; i < 12; i++) {
      bench.machine.token(done.attempt, "token", bench.now);
      bench.closed(1006);
      Duration wait = offline().retryIn();
      assertTrue(wait.compareTo(last) >= 0, wait::toString);
      last = wait;
      bench.advance(wait);
    }
    assertEquals(ClientTimes.STANDARD.backoffMax(), last);

    bench.goOnToGreeting();
    bench.welcome(4);
    bench.advance(ClientTimes.STANDARD.stable());
    done.frames.stream().filter(ClientFrame::hasPing).forEach(ping -> pong());
    bench.closed(1006);
    assertTrue(offline().retryIn().compareTo(Duration.ofSeconds(1)) < 0);
  }

  @Test
  void takesTheServersWordWhenToTryAgain() {
    bench.machine.start(0);
    bench.machine.token(done.attempt, "token", 0);
    bench.machine.closed(done.attempt, Transport.Closing.refused(503, Duration.ofSeconds(8)), 0);

    // eight seconds and half of a quarter of them
    assertEquals(Duration.ofSeconds(9), offline().retryIn());
  }

  @Test
  void drainingEdgeIsLeftWhenItSaysAndNotBefore() {
    bench.online();
    bench.take("", ServerFrame.newBuilder().setDrain(Drain.newBuilder().setReconnectAfterMs(1200)));
    bench.advance(Duration.ofMillis(1199));
    assertInstanceOf(ClientState.Online.class, done.lastState());
    int attempts = done.tokensAsked.size();

    bench.advance(Duration.ofMillis(1));
    assertEquals(1, done.disconnects);
    assertEquals(attempts + 1, done.tokensAsked.size());
  }

  @Test
  void edgeThatClosesWhileDrainingIsComeBackToWhenItSaid() {
    bench.online();
    bench.take("", ServerFrame.newBuilder().setDrain(Drain.newBuilder().setReconnectAfterMs(1200)));
    bench.advance(Duration.ofMillis(200));
    bench.closed(1012);

    assertEquals(Duration.ofSeconds(1), offline().retryIn());
  }

  @Test
  void replacedDeviceStaysAwayUntilAPersonStartsIt() {
    bench.online();
    bench.closed(4409);
    assertEquals(ClientState.Why.REPLACED, closed().why());
    bench.advance(Duration.ofHours(1));
    assertEquals(1, done.tokensAsked.size());

    bench.machine.start(bench.now);
    assertEquals(2, done.tokensAsked.size());
  }

  @Test
  void refusedTokenIsReplacedOnceAndASecondRefusalEndsIt() {
    bench.greeting();
    bench.closed(4401);
    bench.advance(Duration.ofSeconds(2));
    assertEquals(List.of(false, true), done.tokensAsked);

    bench.goOnToGreeting();
    bench.take(
        "hello", ServerFrame.newBuilder().setError(ModelServer.problem(Code.UNAUTHENTICATED, 0)));
    assertEquals(ClientState.Why.UNAUTHENTICATED, closed().why());
  }

  @Test
  void tokenSourceThatIsRefusedForGoodEndsIt() {
    bench.machine.start(0);
    tokenRefused(Code.UNAUTHENTICATED, Duration.ZERO);

    assertEquals(ClientState.Why.UNAUTHENTICATED, closed().why());
  }

  @ParameterizedTest
  @EnumSource(names = {"FORBIDDEN", "NOT_FOUND", "INVALID", "CONFLICT", "TOO_LARGE", "UNSUPPORTED"})
  void tokenThatIsRefusedForAReasonThatStaysEndsItAndSaysWhy(Code code) {
    bench.machine.start(0);
    tokenRefused(code, Duration.ZERO);
    assertEquals(
        new ClientState.Closed(ClientState.Why.REFUSED, code, code + ": no"), done.lastState());
    bench.advance(Duration.ofHours(1));
    assertEquals(1, done.tokensAsked.size());

    bench.machine.start(bench.now);
    assertEquals(2, done.tokensAsked.size());
  }

  @Test
  void helloThatIsRefusedForAReasonThatStaysEndsItAndSaysWhy() {
    bench.greeting();
    bench.take("hello", ServerFrame.newBuilder().setError(ModelServer.problem(Code.CONFLICT, 0)));

    assertEquals(
        new ClientState.Closed(ClientState.Why.REFUSED, Code.CONFLICT, "CONFLICT: no"),
        done.lastState());
  }

  @ParameterizedTest
  @EnumSource(names = {"RATE_LIMITED", "UNAVAILABLE", "INTERNAL", "CODE_UNSPECIFIED"})
  void refusalThatTimeMendsIsTriedAgainAndNoSoonerThanAsked(Code code) {
    bench.machine.start(0);
    tokenRefused(code, Duration.ofSeconds(8));
    // eight seconds and half of a quarter of them
    assertEquals(Duration.ofSeconds(9), offline().retryIn());

    bench.advance(Duration.ofSeconds(9));
    bench.goOnToGreeting();
    bench.take("hello", ServerFrame.newBuilder().setError(ModelServer.problem(code, 16_000)));
    assertEquals(Duration.ofSeconds(18), offline().retryIn());
  }

  @Test
  void askingForDaysIsGrantedMinutes() {
    bench.machine.start(0);
    tokenRefused(Code.UNAVAILABLE, Duration.ofDays(10));

    assertTrue(offline().retryIn().compareTo(Duration.ofMinutes(7)) < 0);
  }

  @Test
  void tokensThatAreWelcomedAndRefusedByTurnsAreTriedEverMoreSeldom() {
    bench.online();
    Duration last = Duration.ZERO;
    for (int i = 0; i < 5; i++) {
      bench.send("c" + i);
      bench.machine.frame(
          done.attempt,
          ServerFrame.newBuilder()
              .setRe(bench.sends().getLast().getId())
              .setError(ModelServer.problem(Code.UNAUTHENTICATED, 0))
              .build(),
          bench.now);
      Duration wait = offline().retryIn();
      assertTrue(wait.compareTo(last) > 0, wait::toString);
      last = wait;
      bench.advance(wait);
      bench.goOnToGreeting();
      bench.welcome(4);
    }
  }

  @Test
  void tokenOfAnotherUserEndsItBeforeThatUsersEventsMoveTheCursors() {
    bench.greeting();
    bench.take(
        "hello", ServerFrame.newBuilder().setWelcome(Welcome.newBuilder().setUserId("mallory")));
    bench.event(1);

    assertEquals(ClientState.Why.UNAUTHENTICATED, closed().why());
    assertEquals(List.of(), done.events);
  }

  @Test
  void eachPhaseHasItsEnd() {
    bench.machine.start(0);
    bench.advance(Duration.ofSeconds(10));
    assertEquals("no token in time", offline().reason());
    bench.advance(offline().retryIn());
    bench.machine.token(done.attempt, "token", bench.now);
    bench.advance(Duration.ofSeconds(10));
    assertEquals("no connection in time", offline().reason());
    bench.advance(offline().retryIn());
    bench.goOnToGreeting();
    bench.advance(Duration.ofSeconds(10));
    assertEquals("no welcome in time", offline().reason());
  }

  @Test
  void pingsWithinTheHeartbeatAndASocketThatDoesNotAnswerIsDead() {
    bench.online();
    bench.advance(Duration.ofSeconds(30));
    assertTrue(done.lastFrame().hasPing());
    pong();
    bench.advance(Duration.ofSeconds(25));
    assertInstanceOf(ClientState.Online.class, done.lastState());

    bench.advance(Duration.ofSeconds(30));
    assertEquals(
        "no answer to a ping",
        done.states.stream()
            .filter(ClientState.Offline.class::isInstance)
            .map(state -> ((ClientState.Offline) state).reason())
            .findFirst()
            .orElseThrow());
  }

  @Test
  void whatAnEarlierSocketSaysIsNotHeard() {
    bench.online();
    int old = done.attempt;
    bench.closed(1006);
    bench.machine.closed(old, Transport.Closing.closed(4409, ""), bench.now);
    bench.machine.frame(
        old, ServerFrame.newBuilder().setEvent(MachineBench.event(1, "bob", "b1")).build(), 0);

    assertInstanceOf(ClientState.Offline.class, done.lastState());
    assertEquals(List.of(), done.events);
  }

  @Test
  void reconnectNowDoesNotWait() {
    bench.online();
    bench.closed(1006);
    bench.machine.reconnectNow(bench.now);

    assertInstanceOf(ClientState.Connecting.class, done.lastState());
  }

  @Test
  void socketThatLeavesARequestUnansweredIsLeft() {
    bench.online();
    bench.send("c1");
    bench.advance(Duration.ofSeconds(15));
    done.frames.stream().filter(ClientFrame::hasPing).forEach(ping -> pong());
    bench.advance(Duration.ofSeconds(5));

    assertTrue(
        done.states.stream()
            .anyMatch(state ->
                state instanceof ClientState.Offline off
                    && off.reason().equals("no answer in time")));
  }

  @Test
  void socketThatDiesSilentlyAfterAStableTimeLeavesNoOldFailuresBehind() {
    bench.machine.start(0);
    for (int i = 0; i < 12; i++) {
      bench.machine.token(done.attempt, "token", bench.now);
      bench.closed(1006);
      bench.advance(offline().retryIn());
    }
    bench.goOnToGreeting();
    bench.welcome(4);
    int told = done.states.size();
    bench.advance(Duration.ofMinutes(2)); // nobody answers its pings

    ClientState.Offline first = assertInstanceOf(ClientState.Offline.class, done.states.get(told));
    assertEquals("no answer to a ping", first.reason());
    assertTrue(first.retryIn().compareTo(Duration.ofSeconds(1)) < 0);
  }

  @Test
  void reconnectNowAsksASocketThatSeemsAliveWhetherItIs() {
    bench.online();
    bench.machine.reconnectNow(bench.now);
    bench.machine.reconnectNow(bench.now);
    assertEquals(1, done.frames.stream().filter(ClientFrame::hasPing).count());
    bench.advance(ClientTimes.STANDARD.answer());

    assertInstanceOf(ClientState.Offline.class, done.lastState());
  }

  private void tokenRefused(Code code, Duration retryAfter) {
    bench.machine.tokenFailed(
        done.attempt, Refusal.of(new RefusedException(code, "no", retryAfter)), bench.now);
  }

  private void pong() {
    bench.take("", ServerFrame.newBuilder().setPong(Pong.newBuilder().setServerTime(bench.time())));
  }

  private ClientState.Offline offline() {
    return assertInstanceOf(ClientState.Offline.class, done.lastState());
  }

  private ClientState.Closed closed() {
    return assertInstanceOf(ClientState.Closed.class, done.lastState());
  }
}
