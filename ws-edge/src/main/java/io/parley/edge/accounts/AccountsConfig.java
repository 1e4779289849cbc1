package io.parley.edge.accounts;

import io.parley.runtime.config.ByteSize;
import io.parley.runtime.config.Require;
import io.parley.runtime.config.Setting;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/// Who may come in.
public record AccountsConfig(
    @Setting(
            doc =
                "The directory of the keys that sign tokens; all edges need the same. An empty one"
                    + " gets its first key by itself. `./parley up` sets it by itself.",
            standard = ".parley/keys")
        Path keys,
    @Setting(
            doc = "Devices that a user may be logged in with.",
            standard = "20",
            min = "1",
            max = "1000")
        int devicesMax,
    @Setting(
            doc = "Users whom an edge remembers to exist, so that it need not ask again.",
            standard = "50000",
            min = "1",
            max = "10000000")
        int usersCached,
    @Setting(
            doc =
                "How many of our own proxies a request passes. With 0 the `X-Forwarded-For` header"
                    + " is ignored, since anybody can write it, and what comes over loopback is not"
                    + " counted; so a proxy on the same machine must be told of here.",
            standard = "0",
            min = "0",
            max = "16")
        int trustedProxies,
    @Setting(doc = "Tokens that Parley gives out.") Tokens tokens,
    @Setting(
            doc =
                "What passwords may be, and how they are hashed (Argon2id). A log-in hashes anew"
                    + " what was hashed with less.")
        Passwords passwords,
    @Setting(
            doc =
                "An issuer of the operator's own, instead of accounts with passwords. The signature"
                    + " must be EdDSA, ES256 or RS256, and `sub` a valid user id.")
        Issuer issuer,
    @Setting(
            doc =
                "How often accounts, log-ins, refreshes and requests for devices may be tried, each"
                    + " edge counting for itself.")
        Throttling throttling) {

  /// Tokens that Parley gives out.
  public record Tokens(
      @Setting(doc = "The `iss` claim of access tokens.", standard = "parley") String issuer,
      @Setting(
              doc = "How long an access token is good for.",
              standard = "15m",
              min = "1s",
              max = "1d")
          Duration accessFor,
      @Setting(
              doc = "How long a refresh token is good for, if it is not used before.",
              standard = "60d",
              min = "1m",
              max = "3650d")
          Duration refreshFor,
      @Setting(
              doc = "How often the directory of keys is read again.",
              standard = "30s",
              min = "1s",
              max = "1h")
          Duration readKeysEvery,
      @Setting(
              doc = "How old a key must be to sign: by then every edge must have read it.",
              standard = "90s",
              min = "0s",
              max = "1d")
          Duration signWithKeysAfter) {
    public Tokens {
      Require.filled(issuer, "issuer");
    }
  }

  /// What passwords may be, and how they are hashed.
  public record Passwords(
      @Setting(
              doc =
                  "Characters that the password of a new account must have; set 8 or more where"
                      + " people choose their own. Accounts that there are keep theirs.",
              standard = "1",
              min = "1",
              max = "72")
          int lengthMin,
      @Setting(
              doc = "Memory of one hash; threads times this is taken under load.",
              standard = "19MiB",
              min = "8KiB",
              max = "1GiB")
          ByteSize memory,
      @Setting(doc = "Passes over the memory.", standard = "2", min = "1", max = "100") int passes,
      @Setting(
              doc = "Lanes of the memory, computed one after another.",
              standard = "1",
              min = "1",
              max = "16")
          int lanes,
      @Setting(doc = "Threads that hash.", standard = "2", min = "1", max = "256") int threads,
      @Setting(
              doc = "Hashes that wait for a thread; one more is refused with `UNAVAILABLE`.",
              standard = "64",
              min = "1",
              max = "100000")
          int queueMax) {
    public Passwords {
      Require.atLeast(new ByteSize(lanes * 8L * 1024), memory, "memory");
    }
  }

  /// The operator's issuer.
  public record Issuer(
      @Setting(doc = "Where its keys are; empty for accounts of Parley's own.") String jwksUrl,
      @Setting(doc = "What the `iss` claim must be.") String issuer,
      @Setting(doc = "What the `aud` claim must contain.") String audience,
      @Setting(
              doc = "How long getting the keys may take.",
              standard = "5s",
              min = "100ms",
              max = "1m")
          Duration fetchWithin,
      @Setting(doc = "How often the keys are got again.", standard = "10m", min = "1s", max = "1d")
          Duration fetchEvery,
      @Setting(
              doc = "How soon they may be got again for a token that names a key nobody knows.",
              standard = "30s",
              min = "100ms",
              max = "1h")
          Duration fetchAgainAfter) {
    public Issuer {
      if (!jwksUrl.isEmpty()) {
        requireHttp(jwksUrl);
        Require.filled(issuer, "issuer");
        Require.filled(audience, "audience");
      }
    }

    boolean isSet() {
      return !jwksUrl.isEmpty();
    }

    private static void requireHttp(String url) {
      try {
        URI uri = URI.create(url);
        if (uri.getHost() != null
            && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
          return;
        }
      } catch (IllegalArgumentException e) {
        // said below
      }
      throw new IllegalArgumentException("jwks-url: not a URL (expected: https://… or http://…)");
    }
  }

  /// How often something may be tried. A bucket that is not among the last `buckets-max` used is
  /// forgotten, and full again.
  public record Throttling(
      @Setting(
              doc =
                  "Tries of each kind for one user id, of log-ins those with a wrong password, and"
                      + " refreshes of one log-in, at once.",
              standard = "10",
              min = "1",
              max = "1000000")
          int userBurst,
      @Setting(doc = "The same, a minute.", standard = "10", min = "1", max = "1000000")
          int userPerMinute,
      @Setting(
              doc = "Tries from one address (of IPv6: one /64) at once.",
              standard = "1000",
              min = "1",
              max = "1000000")
          int addressBurst,
      @Setting(
              doc = "Tries from one address (of IPv6: one /64) a minute.",
              standard = "1200",
              min = "1",
              max = "1000000")
          int addressPerMinute,
      @Setting(
              doc = "User ids, devices and addresses that are counted at a time, each kind.",
              standard = "100000",
              min = "1",
              max = "10000000")
          int bucketsMax) {}
}
