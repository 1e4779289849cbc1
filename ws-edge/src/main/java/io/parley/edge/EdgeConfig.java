package io.parley.edge;

import io.parley.runtime.config.ByteSize;
import io.parley.runtime.config.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What clients connect to, and how much each of them may ask for.
public record EdgeConfig(
    @Setting(
            doc = "The address it listens on; `0.0.0.0` for every one of the machine.",
            standard = "127.0.0.1")
        String host,
    @Setting(
            doc = "The port of sockets and of the HTTP API.",
            standard = "8080",
            min = "1",
            max = "65535")
        int port,
    @Setting(
            doc =
                "Connections at once; one more is refused with 503 before it costs more than a"
                    + " handshake of TLS, where there is TLS.",
            standard = "60000",
            min = "1",
            max = "10000000")
        int connectionsMax,
    @Setting(
            doc =
                "Connections at once of one address (of IPv6: one /64); the same beyond. Loopback"
                    + " has no such bound, nor has anybody where `accounts.trusted-proxies` is set."
                    + " 0: no address has; right behind a balancer that hides them.",
            standard = "5000",
            min = "0",
            max = "10000000")
        int connectionsPerAddress,
    @Setting(
            doc = "Event loops that sockets are spread over; 0: one for each processor.",
            standard = "0",
            min = "0",
            max = "1024")
        int eventLoops,
    // Measured on two cores a handshake costs 0.15 ms, a hello with its look-ups about 1 ms
    @Setting(
            doc = "Handshakes accepted; what comes faster is refused with 503 and a time to retry.",
            standard = "500",
            min = "1",
            max = "100000")
        int handshakesPerSecond,
    @Setting(
            doc =
                "Handshakes that one address (of IPv6: one /64) may begin in a second; beyond, the"
                    + " same. The address is the one that `accounts.trusted-proxies` finds, and"
                    + " loopback has no such bound. 0: no address has; right where a balancer hides"
                    + " them without a header that says them.",
            standard = "100",
            min = "0",
            max = "100000")
        int handshakesPerAddress,
    @Setting(
            doc = "Sockets at once that have not been welcomed yet; one more is refused with 503.",
            standard = "5000",
            min = "1",
            max = "1000000")
        int unauthenticatedMax,
    @Setting(
            doc = "How long a socket may take to say `hello`.",
            standard = "10s",
            min = "100ms",
            max = "5m")
        Duration helloWithin,
    @Setting(
            doc =
                "How often clients are asked to be heard of, in whole seconds; two and a half times"
                    + " that without a sound, and a socket is taken for dead.",
            standard = "30s",
            min = "1s",
            max = "10m")
        Duration heartbeat,
    @Setting(
            doc = "When a command that nobody answered is answered with `UNAVAILABLE`.",
            standard = "15s",
            min = "100ms",
            max = "5m")
        Duration answerWithin,
    @Setting(
            doc =
                "How often it is asked whether the device of an open socket is still logged in; if"
                    + " it is not, the socket is closed with 4401.",
            standard = "15m",
            min = "1s",
            max = "1d")
        Duration recheckEvery,
    @Setting(
            doc =
                "How long deliveries may not be read, or the lease of this edge's slot not be"
                    + " confirmed, before `/readyz` says so. Sockets that are open stay.",
            standard = "30s",
            min = "1s",
            max = "1h")
        Duration unreadyAfter,
    @Setting(
            doc = "The time over which an edge that ends sends its clients elsewhere.",
            standard = "5s",
            min = "0s",
            max = "10m")
        Duration drainOver,
    @Setting(doc = "TLS on the port of sockets and of the HTTP API.") Tls tls,
    @Setting(doc = "What each socket may ask for.") SocketLimits limits) {

  /// TLS on the port of clients, or none.
  public record Tls(
      @Setting(
              doc =
                  "The file of the certificate and, behind it, of those that vouch for it, in PEM."
                      + " Empty: no TLS.")
          Path certificate,
      @Setting(doc = "The file of its private key: PKCS#8 in PEM, without a password.") Path key,
      @Setting(doc = "The oldest version of TLS that is spoken: `1.2` or `1.3`.", standard = "1.3")
          String versionMin,
      @Setting(
              doc =
                  "How long a handshake of TLS may take. It and the first request have 10 s"
                      + " together.",
              standard = "5s",
              min = "100ms",
              max = "9s")
          Duration handshakeWithin,
      @Setting(
              doc =
                  "Handshakes of TLS under way at once, of one address a tenth of it; one more"
                      + " connection is closed without a word, since to say something would take a"
                      + " handshake. An address that has no bound of connections has none here.",
              standard = "1000",
              min = "1",
              max = "1000000")
          int handshakesMax,
      @Setting(
              doc =
                  "How often it is looked whether the files have changed. A new pair is taken when"
                      + " it was found alike twice; sockets that are open stay.",
              standard = "1m",
              min = "1s",
              max = "1d")
          Duration reloadEvery) {
    public Tls {
      if (isEmpty(certificate) && !isEmpty(key)) {
        throw new IllegalArgumentException("certificate: empty (expected: a file, as key is set)");
      }
      if (isEmpty(key) && !isEmpty(certificate)) {
        throw new IllegalArgumentException("key: empty (expected: a file, as certificate is set)");
      }
      if (!versionMin.equals("1.2") && !versionMin.equals("1.3")) {
        throw new IllegalArgumentException(
            "versionMin: %s (expected: 1.2 or 1.3)".formatted(versionMin));
      }
    }

    public boolean isOn() {
      return !isEmpty(certificate);
    }

    List<String> versions() {
      return versionMin.equals("1.2") ? List.of("TLSv1.3", "TLSv1.2") : List.of("TLSv1.3");
    }

    private static boolean isEmpty(Path file) {
      return file.toString().isEmpty();
    }
  }

  /// What each socket may ask for, and what an edge does for all of them at a time.
  public record SocketLimits(
      // more would not fit what a bucket of the history may weigh
      @Setting(
              doc =
                  "Characters of a message's text, counted in Unicode code points; one more is"
                      + " refused with `TOO_LARGE`.",
              standard = "4096",
              min = "1",
              max = "4096")
          int textMax,
      @Setting(
              doc = "Bytes of a frame; one more is refused with `TOO_LARGE`.",
              standard = "64KiB",
              min = "4KiB",
              max = "64KiB")
          ByteSize frameMax,
      @Setting(
              doc = "Unanswered frames of a socket; one more is refused with `RATE_LIMITED`.",
              standard = "64",
              min = "1",
              max = "4096")
          int inFlightMax,
      @Setting(
              doc = "Messages a device may send, sustained; a resend counts three times.",
              standard = "20",
              min = "1",
              max = "100000")
          int sendsPerSecond,
      @Setting(doc = "Messages it may send at once.", standard = "60", min = "3", max = "100000")
          int sendsBurst,
      @Setting(
              doc =
                  "Marks a device may send, sustained, and twice as many at once; one more is"
                      + " refused with `RATE_LIMITED`.",
              standard = "60",
              min = "1",
              max = "100000")
          int marksPerSecond,
      @Setting(
              doc =
                  "Frames of any kind that are read from a socket, sustained, and three times as"
                      + " many at once; what comes faster waits in the network.",
              standard = "100",
              min = "1",
              max = "100000")
          int framesPerSecond,
      @Setting(
              doc = "Bad frames within any minute beyond which a socket is closed with 4400.",
              standard = "20",
              min = "1",
              max = "1000")
          int badFramesPerMinute,
      @Setting(
              doc =
                  "Bytes that may wait for a client to read them; beyond, it is closed with 4408.",
              standard = "256KiB",
              min = "64KiB",
              max = "64MiB")
          ByteSize outboundMax,
      @Setting(
              doc =
                  "Bytes that may wait for all clients together, pages that were asked for"
                      + " included, and what several wait for once. For one client at most a"
                      + " sixteenth of what is free may wait; beyond, it is closed with 4408. Keep"
                      + " it well below the heap.",
              standard = "128MiB",
              min = "4MiB",
              max = "64GiB")
          ByteSize outboundTotal,
      @Setting(
              doc =
                  "Bytes that may be kept of messages of all clients that have come in part, or"
                      + " behind one that waits. Of one client at most a sixteenth of what is"
                      + " free; beyond, it is closed with 1013.",
              standard = "64MiB",
              min = "4MiB",
              max = "64GiB")
          ByteSize inboundTotal,
      @Setting(
              doc =
                  "How long a client that is behind may read too little for the channel to have"
                      + " room again; then the same.",
              standard = "30s",
              min = "100ms",
              max = "10m")
          Duration slowReaderAfter,
      @Setting(
              doc =
                  "Reads of history and lists under way, over all sockets, and 20 of one user; one"
                      + " more is refused with `UNAVAILABLE`. Marks in channels have as many of"
                      + " their own; one more goes later.",
              standard = "256",
              min = "1",
              max = "100000")
          int readsMax,
      @Setting(
              doc =
                  "Reads of what a device missed, at its hello or unasked, under way over all"
                      + " sockets; one more hello is turned away with 1013.",
              standard = "256",
              min = "1",
              max = "100000")
          int catchUpsMax,
      @Setting(
              doc =
                  "Sockets a second that are told where their conversations stand after the"
                      + " registry was away.",
              standard = "500",
              min = "1",
              max = "100000")
          int headsPerSecond) {}
}
