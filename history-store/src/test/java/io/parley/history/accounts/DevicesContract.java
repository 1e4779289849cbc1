package io.parley.history.accounts;

import static io.parley.history.accounts.AccountsContract.AT;
import static io.parley.history.accounts.AccountsContract.done;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every implementation of [Devices] does.
abstract class DevicesContract {
  static final Duration LIFETIME = Duration.ofDays(60);
  private static final int LIMIT = 3;

  abstract Devices devices();

  /// A user whom no other test has.
  abstract String user(String name);

  private static TokenHash hash(String text) {
    return TokenHash.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Login login(String user, String device, String token, Instant at) {
    return new Login(
        user,
        device,
        new RefreshHashes(hash("chain of " + token), hash(token)),
        at,
        at.plus(LIFETIME));
  }

  private static Refresh refresh(Login login, String presented, String next, Instant at) {
    return new Refresh(
        login.user(),
        login.device(),
        new RefreshHashes(login.refresh().chain(), hash(presented)),
        hash(next),
        at,
        at.plus(LIFETIME));
  }

  private long enrolled(Login login) {
    return assertInstanceOf(Enrolment.Enrolled.class, done(devices().enrol(login, LIMIT)))
        .generation();
  }

  private Rotation rotated(Refresh refresh) {
    return done(devices().rotate(refresh));
  }

  @Test
  void aDeviceThatLoggedInIsFoundAndListed() {
    Login phone = login(user("u1"), "phone", "t1", AT);
    Device expected = new Device("phone", enrolled(phone), AT, AT, AT.plus(LIFETIME));
    assertEquals(Optional.of(expected), done(devices().find(phone.user(), "phone")));
    assertEquals(List.of(expected), done(devices().of(phone.user())));
    assertEquals(Optional.empty(), done(devices().find(phone.user(), "laptop")));
    assertEquals(List.of(), done(devices().of(user("nobody"))));
  }

  @Test
  void eachLogInOfADeviceHasAGreaterGenerationAlsoAfterItWasRevoked() {
    String user = user("u2");
    long first = enrolled(login(user, "phone", "t1", AT));
    long second = enrolled(login(user, "phone", "t2", AT));
    assertTrue(second > first);
    assertTrue(done(devices().revoke(user, "phone")));
    assertTrue(enrolled(login(user, "phone", "t3", AT)) > second);
  }

  @Test
  void aLogInRepeatedIsAnsweredAlike() {
    Login phone = login(user("u3"), "phone", "t1", AT);
    assertEquals(enrolled(phone), enrolled(phone));
  }

  @Test
  void oneDeviceTooManyIsRefusedUntilOneIsRevoked() {
    String user = user("u4");
    for (int i = 0; i < LIMIT; i++) {
      enrolled(login(user, "device-" + i, "t" + i, AT));
    }
    Login more = login(user, "more", "t", AT);
    assertInstanceOf(Enrolment.TooMany.class, done(devices().enrol(more, LIMIT)));
    enrolled(login(user, "device-0", "again", AT));
    assertTrue(done(devices().revoke(user, "device-1")));
    enrolled(more);
  }

  @Test
  void aDeviceWhoseRefreshTokenEndedTakesNoPlace() {
    String user = user("u5");
    for (int i = 0; i < LIMIT; i++) {
      enrolled(login(user, "device-" + i, "t" + i, AT));
    }
    enrolled(login(user, "later", "t", AT.plus(LIFETIME)));
  }

  @Test
  void logInsAtOnceNeverPassTheLimit() {
    String user = user("u6");
    List<CompletableFuture<Enrolment>> all =
        IntStream.range(0, LIMIT * 2)
            .mapToObj(i ->
                devices()
                    .enrol(login(user, "device-" + i, "t" + i, AT), LIMIT)
                    .toCompletableFuture())
            .toList();
    long enrolled = all.stream().filter(one -> one.join() instanceof Enrolment.Enrolled).count();
    assertEquals(enrolled, done(devices().of(user)).size());
    assertTrue(enrolled >= 1 && enrolled <= LIMIT, "enrolled: " + enrolled);
  }

  @Test
  void aRefreshTokenIsGoodOnceAndTheNextOneAfterIt() {
    Login phone = login(user("u7"), "phone", "t1", AT);
    long generation = enrolled(phone);
    Instant later = AT.plusSeconds(900);
    assertEquals(new Rotation.Rotated(generation), rotated(refresh(phone, "t1", "t2", later)));
    assertEquals(
        Optional.of(new Device("phone", generation, AT, later, later.plus(LIFETIME))),
        done(devices().find(phone.user(), "phone")));
    assertEquals(new Rotation.Rotated(generation), rotated(refresh(phone, "t2", "t3", later)));
  }

  @Test
  void aRotationRepeatedIsAnsweredAlike() {
    Login phone = login(user("u8"), "phone", "t1", AT);
    long generation = enrolled(phone);
    Refresh refresh = refresh(phone, "t1", "t2", AT);
    assertEquals(new Rotation.Rotated(generation), rotated(refresh));
    assertEquals(new Rotation.Rotated(generation), rotated(refresh));
  }

  @Test
  void ofManyRotationsAtOnceExactlyOneSucceedsAndTheDeviceStays() {
    Login phone = login(user("u9"), "phone", "t1", AT);
    enrolled(phone);
    List<CompletableFuture<Rotation>> all =
        IntStream.range(0, 6)
            .mapToObj(i ->
                devices()
                    .rotate(refresh(phone, "t1", "next-" + i, AT.plusSeconds(1)))
                    .toCompletableFuture())
            .toList();
    assertEquals(1, all.stream().filter(one -> one.join() instanceof Rotation.Rotated).count());
    assertTrue(done(devices().find(phone.user(), "phone")).isPresent());
  }

  @Test
  void theTokenJustReplacedIsRefusedAndNothingElse() {
    Login phone = login(user("u10"), "phone", "t1", AT);
    long generation = enrolled(phone);
    rotated(refresh(phone, "t1", "t2", AT));
    assertEquals(
        new Rotation.JustReplaced(), rotated(refresh(phone, "t1", "t3", AT.plusSeconds(59))));
    assertEquals(
        new Rotation.Rotated(generation), rotated(refresh(phone, "t2", "t4", AT.plusSeconds(60))));
  }

  @Test
  void aTokenReplacedLongAgoEndsTheLogIn() {
    Login phone = login(user("u11"), "phone", "t1", AT);
    enrolled(phone);
    rotated(refresh(phone, "t1", "t2", AT));
    assertEquals(new Rotation.Replayed(), rotated(refresh(phone, "t1", "t3", AT.plusSeconds(60))));
    assertEquals(new Rotation.Unknown(), rotated(refresh(phone, "t2", "t4", AT.plusSeconds(61))));
    assertEquals(Optional.empty(), done(devices().find(phone.user(), "phone")));
  }

  @Test
  void aTokenOlderThanTheLastButOneEndsTheLogIn() {
    Login phone = login(user("u12"), "phone", "t1", AT);
    enrolled(phone);
    rotated(refresh(phone, "t1", "t2", AT));
    rotated(refresh(phone, "t2", "t3", AT));
    assertEquals(new Rotation.Replayed(), rotated(refresh(phone, "t1", "t4", AT)));
    assertEquals(Optional.empty(), done(devices().find(phone.user(), "phone")));
  }

  @Test
  void aMadeUpTokenEndsNothing() {
    Login phone = login(user("u13"), "phone", "t1", AT);
    long generation = enrolled(phone);
    Login madeUp = login(phone.user(), "phone", "guess", AT);
    assertEquals(new Rotation.Unknown(), rotated(refresh(madeUp, "guess", "t2", AT)));
    assertEquals(new Rotation.Rotated(generation), rotated(refresh(phone, "t1", "t2", AT)));
  }

  @Test
  void aTokenOfAnEarlierLogInEndsNothing() {
    Login first = login(user("u14"), "phone", "t1", AT);
    enrolled(first);
    Login second = login(first.user(), "phone", "t2", AT);
    long generation = enrolled(second);
    assertEquals(new Rotation.Unknown(), rotated(refresh(first, "t1", "t3", AT)));
    assertEquals(new Rotation.Rotated(generation), rotated(refresh(second, "t2", "t4", AT)));
  }

  @Test
  void aTokenAtItsEndIsExpired() {
    Login phone = login(user("u15"), "phone", "t1", AT);
    enrolled(phone);
    assertEquals(new Rotation.Expired(), rotated(refresh(phone, "t1", "t2", AT.plus(LIFETIME))));
  }

  @Test
  void aRevokedDeviceIsGoneWithItsToken() {
    Login phone = login(user("u16"), "phone", "t1", AT);
    enrolled(phone);
    assertTrue(done(devices().revoke(phone.user(), "phone")));
    assertFalse(done(devices().revoke(phone.user(), "phone")));
    assertEquals(Optional.empty(), done(devices().find(phone.user(), "phone")));
    assertEquals(List.of(), done(devices().of(phone.user())));
    assertEquals(new Rotation.Unknown(), rotated(refresh(phone, "t1", "t2", AT)));
  }
}
