package io.parley.edge.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.parley.edge.Authenticator.Verdict;
import io.parley.edge.accounts.AccessTokens.Checked;
import io.parley.history.accounts.AccountStores;
import io.parley.protocol.v1.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tokens that an attacker makes up come to a verdict, whatever is in them.
class OddTokensTest {
  private static final String CLAIMS = "{\"iss\":\"parley\",\"sub\":\"alice\",\"exp\":9999999999}";

  private final SteppedWorld world = new SteppedWorld();
  private final Path folder;

  OddTokensTest(@TempDir Path folder) {
    this.folder = folder;
  }

  static List<String> tokens() {
    return Stream.concat(
            headers().map(header -> ForgedTokens.unsigned(header, CLAIMS, "AAAA")),
            Stream.of(
                ForgedTokens.unsigned("{\"alg\":\"EdDSA\",\"kid\":\"k1\"}", "[]", "AAAA"),
                ForgedTokens.unsigned("{\"alg\":\"EdDSA\",\"kid\":\"k1\"}", "", "AAAA"),
                "",
                ".",
                "..",
                "....",
                "a.b.c",
                "a.b.c.d.e",
                "ä.ö.ü",
                "\u0000.\u0000.\u0000",
                " . . ",
                "=.=.="))
        .toList();
  }

  private static Stream<String> headers() {
    return Stream.of(
        "{\"alg\":7}",
        "{\"alg\":null}",
        "{\"alg\":[\"EdDSA\"]}",
        "{\"alg\":{\"alg\":\"EdDSA\"}}",
        "{\"alg\":\"EdDSA\",\"kid\":7}",
        "{\"alg\":\"EdDSA\",\"kid\":null}",
        "{\"alg\":\"EdDSA\",\"kid\":[\"k1\"]}",
        "{\"alg\":\"EdDSA\",\"kid\":{}}",
        "{\"alg\":\"EdDSA\",\"kid\":\"k1\",\"crit\":\"exp\"}",
        "{\"alg\":\"EdDSA\",\"kid\":\"k1\",\"crit\":[7]}",
        "{\"alg\":\"EdDSA\",\"kid\":\"k1\",\"b64\":false,\"crit\":[\"b64\"]}",
        "{\"alg\":\"EdDSA\",\"kid\":\"k1\",\"b64\":7}",
        "{\"alg\":\"EdDSA\",\"kid\":\"k1\",\"x5t\":7,\"x5c\":7,\"jwk\":7,\"cty\":7,\"typ\":7}",
        "{\"alg\":\"EdDSA\",\"kid\":\"k1\",\"cty\":\"JWT\"}",
        "{\"alg\":\"EdDSA\",\"alg\":\"none\",\"kid\":\"k1\"}",
        "{\"alg\":\"ES256\",\"kid\":\"k1\"}",
        "{\"alg\":\"RS256\",\"kid\":\"k1\"}",
        "{\"alg\":\"dir\",\"enc\":\"A128GCM\",\"zip\":\"DEF\"}",
        "[".repeat(4_000),
        "{\"a\":".repeat(1_000),
        "[]",
        "7",
        "null",
        "");
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void ourOwnCheckRefusesThem(String token) throws IOException {
    AccountsConfig.Tokens config = Configs.read("").tokens();
    Keys keys =
        new Keys(
            new KeyDirectory(folder, world.clock),
            config,
            world.surroundings,
            AccountsMetrics.NONE);
    keys.start();
    AccessTokens tokens = new AccessTokens(keys, config, world.clock, world.random);
    assertInstanceOf(Checked.Bad.class, tokens.check(token));
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void anIssuersCheckRefusesThem(String token) throws JoseException {
    AccountsConfig config =
        Configs.read("issuer: {jwks-url: 'https://id.example/', issuer: parley, audience: parley}");
    PublicJsonWebKey key = OkpJwkGenerator.generateJwk("Ed25519");
    key.setKeyId("k1");
    String published = new JsonWebKeySet(key).toJson();
    AccountStores stores = AccountStores.inMemory();
    IssuerAuthenticator authenticator =
        new IssuerAuthenticator(
            new IssuerKeys(
                () -> CompletableFuture.completedStage(published),
                config.issuer(),
                world.surroundings,
                AccountsMetrics.NONE),
            new JwtCheck(world.clock, IssuerAuthenticator.demands(config.issuer())),
            new Newcomers(
                stores, new CachedUsers(stores.accounts(), 10), config, world.clock, world.random),
            AccountsMetrics.NONE);
    Verdict verdict = authenticator.verify(token, "phone").toCompletableFuture().join();
    assertEquals(Code.UNAUTHENTICATED, assertInstanceOf(Verdict.Refused.class, verdict).code());
  }
}
