package io.parley.edge.accounts;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.edge.accounts.AccessTokens.Bearer;
import io.parley.edge.accounts.AccessTokens.Checked;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class AccessTokensTest {
  private static final Bearer ALICE = new Bearer("alice", "phone", 7);

  private final SteppedWorld world = new SteppedWorld();
  private final AccountsConfig.Tokens config = Configs.read("").tokens();
  private final Path folder;
  private final KeyDirectory directory;
  private final Keys keys;
  private final AccessTokens tokens;

  AccessTokensTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    directory = new KeyDirectory(folder, world.clock);
    keys = new Keys(directory, config, world.surroundings, AccountsMetrics.NONE);
    keys.start();
    tokens = new AccessTokens(keys, config, world.clock, world.random);
  }

  private SigningKey key() {
    return keys.ring().keys().getFirst();
  }

  private String badBecause(String token) {
    return assertInstanceOf(Checked.Bad.class, tokens.check(token)).detail();
  }

  /// Claims as they should be, with some replaced.
  private String claims(String replaced, String by) {
    long now = world.clock.instant().getEpochSecond();
    String good =
        "{\"iss\":\"parley\",\"sub\":\"alice\",\"did\":\"phone\",\"gen\":7,\"iat\":%d,\"exp\":%d,\"jti\":\"1\"}"
            .formatted(now, now + 900);
    return good.replace(replaced, by);
  }

  private String claims() {
    return claims("", "");
  }

  private String signed(String claims) {
    return key().sign(claims);
  }

  @Test
  void whatIsIssuedIsAccepted() {
    assertEquals(new Checked.Good(ALICE), tokens.check(tokens.issue(ALICE)));
    assertEquals(new Checked.Good(ALICE), tokens.check(signed(claims())));
  }

  /// These bytes are compared by edges of other versions, so changing any of them would log people
  /// out in the middle of a rolling upgrade.
  @Test
  void theHeaderIsTheSameInEveryVersion() {
    String header =
        ForgedTokens.base64("{\"kid\":\"" + key().id() + "\",\"typ\":\"JWT\",\"alg\":\"EdDSA\"}");
    assertEquals(header, key().header());
    assertTrue(tokens.issue(ALICE).startsWith(header + "."));
  }

  @Test
  void aTokenEndsWhenItSaysSo() {
    String token = tokens.issue(ALICE);
    world.clock.advance(config.accessFor().plusSeconds(4));
    assertEquals(new Checked.Good(ALICE), tokens.check(token));
    world.clock.advance(Duration.ofSeconds(2));
    assertEquals("token: expired", badBecause(token));
  }

  @Test
  void aTokenOutlivesTheRotationOfItsKeyButNotItsDeletion() throws IOException {
    String token = tokens.issue(ALICE);
    world.executor.advance(config.readKeysEvery());
    directory.rotate();
    world.executor.advance(config.readKeysEvery());
    assertEquals(2, keys.ring().keys().size());
    assertEquals(new Checked.Good(ALICE), tokens.check(token));
    world.executor.advance(config.signWithKeysAfter());
    String young = tokens.issue(ALICE);
    Files.delete(folder.resolve("first.jwk"));
    assertEquals(new Checked.Good(ALICE), tokens.check(token));
    world.executor.advance(config.readKeysEvery());
    assertEquals("token: signed with an unknown key", badBecause(token));
    assertEquals(new Checked.Good(ALICE), tokens.check(young));
  }

  private Stream<DynamicTest> refused(String reason, Map<String, String> tokens) {
    return tokens.entrySet().stream()
        .map(forged ->
            DynamicTest.dynamicTest(
                forged.getKey(), () -> assertEquals(reason, badBecause(forged.getValue()))));
  }

  @TestFactory
  Stream<DynamicTest> aHeaderThatIsNotOursNamesNoKey() throws JoseException {
    String[] parts = tokens.issue(ALICE).split("\\.", -1);
    String header = "{\"alg\":\"EdDSA\",\"kid\":\"" + key().id() + "\"}";
    SigningKey other = SigningKey.make(world.clock.instant());
    byte[] publicBytes = key().pair().getPublicKey().getEncoded();
    var rsa = RsaJwkGenerator.generateJwk(2048);
    return refused(
        "token: signed with an unknown key",
        Map.ofEntries(
            entry("another key's token", other.sign(claims())),
            entry("alg none", ForgedTokens.unsigned("{\"alg\":\"none\"}", claims(), "")),
            entry(
                "alg none with our kid",
                ForgedTokens.unsigned(header.replace("EdDSA", "none"), claims(), "")),
            entry(
                "alg nOnE with our signature",
                ForgedTokens.unsigned(header.replace("EdDSA", "nOnE"), claims(), parts[2])),
            entry(
                "HS256 with the public key",
                ForgedTokens.signed(
                    "HS256", key().id(), new SecretKeySpec(publicBytes, "HmacSHA256"), claims())),
            entry("RS256", ForgedTokens.signed("RS256", key().id(), rsa.getPrivateKey(), claims())),
            entry("no kid", ForgedTokens.unsigned("{\"alg\":\"EdDSA\"}", claims(), parts[2])),
            entry(
                "a key of its own in the header",
                ForgedTokens.unsigned(
                    "{\"alg\":\"EdDSA\",\"jwk\":{\"kty\":\"OKP\"}}", claims(), parts[2])),
            entry(
                "an unknown critical header",
                ForgedTokens.unsigned(
                    header.replace("}", ",\"crit\":[\"b64\"],\"b64\":false}"), claims(), parts[2])),
            entry(
                "our key under a header that is not ours",
                ForgedTokens.signed("EdDSA", key().id(), key().privateKey(), claims())),
            entry("our header in other words", parts[0] + "=." + parts[1] + "." + parts[2]),
            entry("no header", "." + parts[1] + "." + parts[2]),
            entry("dots", "..."),
            entry("no text of base64", "\u0000.ü.\n")));
  }

  @TestFactory
  Stream<DynamicTest> aSignatureThatIsNotOfThatKeyIsWrong() {
    String good = tokens.issue(ALICE);
    String[] parts = good.split("\\.", -1);
    String ours = key().header() + ".";
    SigningKey other = SigningKey.make(world.clock.instant());
    return refused(
        "token: the signature is wrong",
        Map.ofEntries(
            entry(
                "another key's signature",
                ours + other.sign(claims()).substring(other.header().length() + 1)),
            entry(
                "other claims under our signature",
                ours + ForgedTokens.base64(claims("alice", "bob")) + "." + parts[2]),
            entry("our header twice", ours + good),
            entry("four parts", ours + parts[1] + "." + parts[1] + "." + parts[2]),
            entry("five parts", good + ".a.b"),
            entry("a signature that is too long", good + "AAAA"),
            entry("a signature that is no base64", ours + parts[1] + ".ü" + parts[2]),
            entry("no signature", ours + parts[1] + ".")));
  }

  @TestFactory
  Stream<DynamicTest> whatHasNoPartsOrNoClaimsIsNoToken() {
    String[] parts = tokens.issue(ALICE).split("\\.", -1);
    return refused(
        "token: not a signed token",
        Map.ofEntries(
            entry("empty", ""),
            entry("nonsense", "nonsense"),
            entry("our header alone", parts[0] + "."),
            entry("two parts", parts[0] + "." + parts[1]),
            entry("no claims", signed("")),
            entry("claims no object", signed("[]")),
            entry("claims no JSON", signed("nonsense")),
            entry("claims and more", signed(claims() + "{}")),
            entry("claims cut off", signed(claims("}", ""))),
            entry("claims cut off in a name", signed(claims("\"1\"}", "\"1\",\"ne"))),
            entry("claims cut off in a claim", signed(claims("\"1\"}", "[{\"a\":1}"))),
            entry("sub twice", signed(claims("\"jti\"", "\"sub\":\"bob\",\"jti\""))),
            entry("no JSON within a claim", signed(claims("\"1\"", "[01]"))),
            entry("a claim that is no UTF-8", signedLatin1(claims("\"1\"", "\"é\""))),
            entry("no UTF-8 within a claim", signedLatin1(claims("\"1\"", "[\"é\"]"))),
            entry("a name that is no UTF-8", signedLatin1(claims("jti", "é"))),
            entry(
                "claims too deep",
                signed(claims("\"1\"", "[".repeat(1_500) + "]".repeat(1_500))))));
  }

  private String signedLatin1(String claims) {
    return ForgedTokens.signed(key(), claims.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void claimsThatAreNotKnownAreSkippedWhateverTheirKind() {
    for (String value :
        List.of(
            "null",
            "true",
            "1.5",
            "-7",
            "9".repeat(30),
            "\"é\"",
            "{\"sub\":\"bob\",\"gen\":[8,{}]}",
            "[".repeat(500) + "]".repeat(500))) {
      String token = signed(claims("\"jti\"", "\"new\":" + value + ",\"jti\""));
      assertEquals(new Checked.Good(ALICE), tokens.check(token), value);
    }
  }

  @Test
  void aClaimThatIsMissingOrOfAnotherKindIsTold() {
    Map<String, String> reasons =
        Map.of(
            "iss", "token: of another issuer",
            "sub", "token: without sub or exp",
            "exp", "token: without sub or exp",
            "did", "token: without did or gen",
            "gen", "token: without did or gen");
    reasons.forEach((claim, reason) -> {
      String name = "\"" + claim + "\":";
      assertEquals(reason, badBecause(signed(claims(name, "\"was\":"))), claim);
      boolean isText = !claim.equals("exp") && !claim.equals("gen");
      for (String value :
          List.of(
              "null",
              "true",
              "1.5",
              "9".repeat(30),
              "{\"a\":1}",
              "[\"phone\",7]",
              isText ? "7" : "\"7\"")) {
        String token = signed(claims(name, name + value + ",\"was\":"));
        assertEquals(reason, badBecause(token), claim + " " + value);
      }
    });
  }

  @Test
  void aTokenOfAnotherIssuerIsRefused() {
    assertEquals(
        "token: of another issuer", badBecause(signed(claims("\"parley\"", "\"elsewhere\""))));
  }

  @Test
  void aTokenThatIsTooLongIsRefusedWhoeverSignedIt() {
    assertEquals("token: 9000 characters (expected: <= 8192)", badBecause("a".repeat(9_000)));
    String token = signed(claims("\"1\"", "\"" + "x".repeat(9_000) + "\""));
    assertEquals(
        "token: %d characters (expected: <= 8192)".formatted(token.length()), badBecause(token));
  }
}
