package io.parley.edge.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.parley.edge.accounts.AccessTokens.Bearer;
import io.parley.edge.accounts.AccessTokens.Checked;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
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
  private final KeyDirectory directory;
  private final Keys keys;
  private final AccessTokens tokens;

  AccessTokensTest(@TempDir Path folder) throws IOException {
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
    directory.rotate();
    world.executor.advance(config.readKeysEvery());
    assertEquals(2, keys.ring().keys().size());
    assertEquals(new Checked.Good(ALICE), tokens.check(token));
    world.executor.advance(config.signWithKeysAfter());
    assertEquals(new Checked.Good(ALICE), tokens.check(tokens.issue(ALICE)));
  }

  @TestFactory
  Stream<DynamicTest> aTokenThatIsNotOursIsRefusedAndSaysWhy() throws JoseException {
    String good = tokens.issue(ALICE);
    String[] parts = good.split("\\.", -1);
    String header = "{\"alg\":\"EdDSA\",\"kid\":\"" + key().id() + "\"}";
    String ours = key().header() + ".";
    SigningKey other = SigningKey.make(world.clock.instant());
    byte[] publicBytes = key().pair().getPublicKey().getEncoded();
    var rsa = RsaJwkGenerator.generateJwk(2048);
    Map<String, Supplier<String>> table =
        Map.ofEntries(
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
            entry(
                "another key under our kid",
                ForgedTokens.signed("EdDSA", key().id(), other.privateKey(), claims())),
            entry(
                "an unknown kid",
                ForgedTokens.signed("EdDSA", other.id(), other.privateKey(), claims())),
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
                "other claims under our signature",
                parts[0] + "." + ForgedTokens.base64(claims("alice", "bob")) + "." + parts[2]),
            entry(
                "another key's signature under our header",
                ours + other.sign(claims()).substring(other.header().length() + 1)),
            entry(
                "our key under a header that is not ours",
                ForgedTokens.signed("EdDSA", key().id(), key().privateKey(), claims())),
            entry("our header in other words", ours.replace(".", "=.") + parts[1] + "." + parts[2]),
            entry("our header alone", ours),
            entry("our header twice", ours + good),
            entry("four parts", ours + parts[1] + "." + parts[1] + "." + parts[2]),
            entry("a signature that is too long", good + "AAAA"),
            entry("a signature that is no base64", ours + parts[1] + ".ü" + parts[2]),
            entry("no signature", parts[0] + "." + parts[1] + "."),
            entry("two parts", parts[0] + "." + parts[1]),
            entry("five parts", good + ".a.b"),
            entry("expired", signed(claims("\"exp\":", "\"exp\":1,\"was\":"))),
            entry("without exp", signed(claims("\"exp\":", "\"was\":"))),
            entry("exp no number", signed(claims("\"exp\":", "\"exp\":\"never\",\"was\":"))),
            entry(
                "exp beyond all numbers",
                signed(claims("\"exp\":", "\"exp\":9" + "9".repeat(30) + ",\"was\":"))),
            entry("sub twice", signed(claims("\"jti\"", "\"sub\":\"bob\",\"jti\""))),
            entry("claims within claims", signed(claims("\"1\"", "{\"a\":1}"))),
            entry("claims and more", signed(claims() + "{}")),
            entry("of another issuer", signed(claims("\"parley\"", "\"elsewhere\""))),
            entry("without an issuer", signed(claims("\"iss\"", "\"was\""))),
            entry("without sub", signed(claims("\"sub\"", "\"was\""))),
            entry("without did", signed(claims("\"did\"", "\"was\""))),
            entry("did no text", signed(claims("\"phone\"", "[\"phone\"]"))),
            entry("without gen", signed(claims("\"gen\"", "\"was\""))),
            entry("gen no number", signed(claims(":7", ":\"7\""))),
            entry("claims no object", signed("[]")),
            entry("claims no JSON", signed("nonsense")),
            entry("empty", ""),
            entry("dots", "..."),
            entry("no text of base64", "\u0000.ü.\n"),
            entry("huge", "a".repeat(9_000)),
            entry("huge and signed", signed(claims("\"1\"", "\"" + "x".repeat(9_000) + "\""))));
    return table.entrySet().stream()
        .map(forged ->
            DynamicTest.dynamicTest(
                forged.getKey(),
                () -> {
                  String detail = badBecause(forged.getValue().get());
                  assertEquals("token: ", detail.substring(0, 7));
                }));
  }

  private static Map.Entry<String, Supplier<String>> entry(String name, String token) {
    return Map.entry(name, () -> token);
  }

  @Test
  void theReasonIsTheRightOne() {
    assertEquals(
        "token: of another issuer", badBecause(signed(claims("\"parley\"", "\"elsewhere\""))));
    assertEquals("token: without sub or exp", badBecause(signed(claims("\"exp\":", "\"was\":"))));
    assertEquals("token: without did or gen", badBecause(signed(claims("\"did\"", "\"was\""))));
    assertEquals("token: not a signed token", badBecause("nonsense"));
    SigningKey other = SigningKey.make(world.clock.instant());
    assertEquals(
        "token: signed with an unknown key",
        badBecause(ForgedTokens.signed("EdDSA", other.id(), other.privateKey(), claims())));
    assertEquals(
        "token: the signature is wrong",
        badBecause(key().header() + other.sign(claims()).substring(other.header().length())));
    assertEquals(
        "token: signed with an unknown key",
        badBecause(ForgedTokens.unsigned("{\"alg\":\"none\"}", claims(), "")));
    assertEquals("token: not a signed token", badBecause(signed("[]")));
    assertEquals("token: 9000 characters (expected: <= 8192)", badBecause("a".repeat(9_000)));
  }
}
