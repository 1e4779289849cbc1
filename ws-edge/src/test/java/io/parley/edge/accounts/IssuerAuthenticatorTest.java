package io.parley.edge.accounts;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.edge.Authenticator;
import io.parley.edge.Authenticator.Verdict;
import io.parley.history.accounts.AccountStores;
import io.parley.protocol.v1.Code;
import java.security.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class IssuerAuthenticatorTest {
  private static final AccountsConfig CONFIG =
      Configs.read(
          """
          devices-max: 2
          issuer:
            jwks-url: https://id.example/jwks
            issuer: https://id.example
            audience: parley
          """);

  /// One for all tests: it takes seconds to make.
  private static final PublicJsonWebKey RSA = rsa();

  private final SteppedWorld world = new SteppedWorld();
  private final AccountStores stores = AccountStores.inMemory();
  private final List<JsonWebKey> published = new ArrayList<>();
  private boolean away;
  private int fetches;
  private final IssuerKeys keys =
      new IssuerKeys(this::fetch, CONFIG.issuer(), world.surroundings, AccountsMetrics.NONE);
  private final Authenticator authenticator =
      new IssuerAuthenticator(
          keys,
          new JwtCheck(world.clock, IssuerAuthenticator.demands(CONFIG.issuer())),
          new Newcomers(
              stores, new CachedUsers(stores.accounts(), 10), CONFIG, world.clock, world.random),
          AccountsMetrics.NONE);
  private final PublicJsonWebKey ed25519 = named("ed", OkpJwkGenerator.generateJwk("Ed25519"));
  private final PublicJsonWebKey p256 =
      named("ec", EcJwkGenerator.generateJwk(EllipticCurves.P256));

  IssuerAuthenticatorTest() throws JoseException {
    published.addAll(List.of(ed25519, p256, RSA));
  }

  private static PublicJsonWebKey rsa() {
    try {
      return named("rsa", RsaJwkGenerator.generateJwk(2048));
    } catch (JoseException e) {
      throw new AssertionError(e);
    }
  }

  private static PublicJsonWebKey named(String kid, PublicJsonWebKey key) {
    key.setKeyId(kid);
    return key;
  }

  private CompletionStage<String> fetch() {
    fetches++;
    return away
        ? CompletableFuture.failedStage(new IllegalStateException("away"))
        : CompletableFuture.completedStage(
            new JsonWebKeySet(published).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
  }

  private String claims(String user) {
    return "{\"iss\":\"https://id.example\",\"aud\":[\"parley\",\"shop\"],\"sub\":\"%s\",\"exp\":%d}"
        .formatted(user, world.clock.instant().getEpochSecond() + 300);
  }

  private String token(String user) {
    return ofIssuer(claims(user));
  }

  private static String signed(String algorithm, Key key, String kid, String claims) {
    return ForgedTokens.signed(algorithm, kid, key, claims);
  }

  private Verdict verdict(String token, String device) {
    return authenticator.verify(token, device).toCompletableFuture().join();
  }

  private void assertRefused(Code code, Verdict verdict) {
    assertEquals(code, assertInstanceOf(Verdict.Refused.class, verdict).code());
  }

  @Test
  void theThreeAlgorithmsAreTaken() {
    Verdict expected = new Verdict.Accepted("alice", "phone", 1);
    assertEquals(expected, verdict(token("alice"), "phone"));
    assertEquals(
        expected, verdict(signed("ES256", p256.getPrivateKey(), "ec", claims("alice")), "phone"));
    assertEquals(
        expected, verdict(signed("RS256", RSA.getPrivateKey(), "rsa", claims("alice")), "phone"));
    assertEquals(1, fetches);
  }

  private String ofIssuer(String claims) {
    return signed("EdDSA", ed25519.getPrivateKey(), "ed", claims);
  }

  private String claimsWith(String claim, long secondsFromNow) {
    long at = world.clock.instant().getEpochSecond() + secondsFromNow;
    return claims("alice").replace("{", "{\"%s\":%d,".formatted(claim, at));
  }

  private String claimsThatEnd(long secondsFromNow) {
    return claimsWith("exp", secondsFromNow).replace(",\"exp\":", ",\"was\":");
  }

  @TestFactory
  Stream<DynamicTest> whatTheIssuerDidNotSignIsRefused() throws JoseException {
    Key mac = new SecretKeySpec(RSA.getPublicKey().getEncoded(), "HmacSHA256");
    PublicJsonWebKey other = OkpJwkGenerator.generateJwk("Ed25519");
    String good = claims("alice");
    String huge = ofIssuer(good.replace("{", "{\"pad\":\"" + "x".repeat(9_000) + "\","));
    Map<String, String> reasons =
        Map.ofEntries(
            entry(signed("HS256", mac, "rsa", good), "signed with an unknown key"),
            entry(
                signed("RS512", RSA.getPrivateKey(), "rsa", good),
                "an algorithm that is not taken"),
            entry(
                ForgedTokens.unsigned("{\"alg\":\"none\"}", good, ""),
                "signed with an unknown key"),
            entry(signed("EdDSA", other.getPrivateKey(), "ed", good), "the signature is wrong"),
            entry(ofIssuer(good.replace("id.example", "evil.example")), "of another issuer"),
            entry(ofIssuer(good.replace("\"iss\"", "\"was\"")), "of another issuer"),
            entry(ofIssuer(good.replace("parley", "bank")), "for another audience"),
            entry(ofIssuer(good.replace("\"aud\"", "\"was\"")), "for another audience"),
            entry(ofIssuer(claimsThatEnd(-5)), "expired"),
            entry(ofIssuer(claimsWith("nbf", 6)), "not valid yet"),
            entry(ofIssuer(good.replace("\"exp\"", "\"was\"")), "without sub or exp"),
            entry(ofIssuer(good.replace("\"sub\"", "\"was\"")), "without sub or exp"),
            entry(huge, huge.length() + " characters (expected: <= 8192)"),
            entry("nonsense", "not a signed token"),
            entry("", "not a signed token"));
    return reasons.entrySet().stream()
        .map(forged ->
            DynamicTest.dynamicTest(
                forged.getValue(),
                () ->
                    assertEquals(
                        Verdicts.unauthenticated("token: " + forged.getValue()),
                        verdict(forged.getKey(), "phone"))));
  }

  @Test
  void clocksMayDifferByTheSkew() {
    Verdict expected = new Verdict.Accepted("alice", "phone", 1);
    assertEquals(expected, verdict(ofIssuer(claimsThatEnd(-4)), "phone"));
    assertEquals(expected, verdict(ofIssuer(claimsWith("nbf", 5)), "phone"));
  }

  @Test
  void aSubThatIsNoUserIdIsRefused() {
    assertRefused(Code.UNAUTHENTICATED, verdict(token("Alice Smith"), "phone"));
  }

  @Test
  void theDeviceIsTheTokensOrTheHellosAndNeverTwo() {
    String bound = ofIssuer(claims("alice").replace("{", "{\"did\":\"tablet\","));
    assertEquals(new Verdict.Accepted("alice", "tablet", 1), verdict(bound, ""));
    assertEquals(new Verdict.Accepted("alice", "tablet", 1), verdict(bound, "tablet"));
    assertRefused(Code.UNAUTHENTICATED, verdict(bound, "phone"));
    assertRefused(Code.INVALID, verdict(token("alice"), ""));
    assertRefused(Code.INVALID, verdict(token("alice"), "a b"));
  }

  @Test
  void whomTheIssuerVouchesForBecomesAUserWithADevice() {
    assertFalse(stores.accounts().find("alice").toCompletableFuture().join().isPresent());
    verdict(token("alice"), "phone");
    assertTrue(stores.accounts().find("alice").toCompletableFuture().join().isPresent());
    assertEquals(1, stores.devices().of("alice").toCompletableFuture().join().size());
    verdict(token("alice"), "phone");
    assertEquals(
        1,
        stores
            .devices()
            .find("alice", "phone")
            .toCompletableFuture()
            .join()
            .orElseThrow()
            .generation());
  }

  @Test
  void aDeviceStandsUntilItIsRevoked() {
    Verdict.Accepted phone =
        assertInstanceOf(Verdict.Accepted.class, verdict(token("alice"), "phone"));
    assertTrue(authenticator.stillStands(phone).toCompletableFuture().join());
    stores.devices().revoke("alice", "phone").toCompletableFuture().join();
    assertFalse(authenticator.stillStands(phone).toCompletableFuture().join());
  }

  @Test
  void theLimitOfDevicesHoldsHereToo() {
    verdict(token("alice"), "phone");
    verdict(token("alice"), "laptop");
    assertRefused(Code.CONFLICT, verdict(token("alice"), "tablet"));
  }

  @Test
  void aNewKeyOfTheIssuerIsGotForTheFirstTokenThatNamesIt() throws JoseException {
    verdict(token("alice"), "phone");
    PublicJsonWebKey next = named("next", OkpJwkGenerator.generateJwk("Ed25519"));
    published.add(next);
    world.clock.advance(CONFIG.issuer().fetchAgainAfter());
    String token = signed("EdDSA", next.getPrivateKey(), "next", claims("alice"));
    assertEquals(new Verdict.Accepted("alice", "phone", 1), verdict(token, "phone"));
    assertEquals(2, fetches);
  }

  @Test
  void madeUpKeyNamesDoNotMakeUsAskAgainAndAgain() {
    verdict(token("alice"), "phone");
    for (int i = 0; i < 100; i++) {
      assertRefused(
          Code.UNAUTHENTICATED,
          verdict(
              signed("EdDSA", ed25519.getPrivateKey(), "made-up-" + i, claims("alice")), "phone"));
    }
    assertEquals(1, fetches);
  }

  @Test
  void whileTheIssuerIsAwayTheKeysGotBeforeAreGood() {
    verdict(token("alice"), "phone");
    away = true;
    world.clock.advance(Duration.ofHours(1));
    assertRefused(
        Code.UNAUTHENTICATED,
        verdict(signed("EdDSA", ed25519.getPrivateKey(), "other", claims("alice")), "phone"));
    assertEquals(2, fetches);
    assertEquals(new Verdict.Accepted("alice", "phone", 1), verdict(token("alice"), "phone"));
  }

  @Test
  void anIssuerThatWasNeverThereIsUnavailableWithATimeToComeBack() {
    away = true;
    for (int i = 0; i < 3; i++) {
      Verdict.Refused refused =
          assertInstanceOf(Verdict.Refused.class, verdict(token("alice"), "phone"));
      assertEquals(Code.UNAVAILABLE, refused.code());
      assertEquals(CONFIG.issuer().fetchAgainAfter(), refused.retryAfter());
    }
    assertEquals(1, fetches);
    away = false;
    world.clock.advance(CONFIG.issuer().fetchAgainAfter());
    assertEquals(new Verdict.Accepted("alice", "phone", 1), verdict(token("alice"), "phone"));
  }

  @Test
  void keysAreGotAgainFromTimeToTimeUntilItStops() {
    keys.start();
    assertEquals(1, fetches);
    world.executor.advance(CONFIG.issuer().fetchEvery());
    assertEquals(2, fetches);
    keys.stop();
    world.executor.advance(CONFIG.issuer().fetchEvery());
    assertEquals(2, fetches);
  }
}
