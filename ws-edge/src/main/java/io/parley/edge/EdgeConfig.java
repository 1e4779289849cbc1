package io.parley.edge;

import io.parley.runtime.config.ByteSize;
import io.parley.runtime.config.Setting;
import java.time.Duration;

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
            doc = "Connections at once; one more is refused with 503 before it costs anything.",
            standard = "60000",
            min = "1",
            max = "10000000")
        int connectionsMax,
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
                "How often clients are asked to be heard of; two and a half times that without a"
                    + " sound, and a socket is taken for dead.",
            standard = "30s",
            min = "100ms",
            max = "10m")
        Duration heartbeat,
    @Setting(
            doc = "When a command that nobody answered is answered with `UNAVAILABLE`.",
            standard = "15s",
            min = "100ms",
            max = "5m")
        Duration answerWithin,
    @Setting(
            doc = "The time over which an edge that ends sends its clients elsewhere.",
            standard = "5s",
            min = "0s",
            max = "10m")
        Duration drainOver,
    @Setting(doc = "What each socket may ask for.") SocketLimits limits) {

  /// What each socket may ask for, and what an edge does for all of them at a time.
  public record SocketLimits(
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
                  "Frames of any kind that are read from a socket, sustained, and three times as"
                      + " many at once; what comes faster waits in the network.",
              standard = "100",
              min = "1",
              max = "100000")
          int framesPerSecond,
      @Setting(
              doc = "Bad frames in a minute beyond which a socket is closed with 4400.",
              standard = "20",
              min = "1",
              max = "10000")
          int badFramesPerMinute,
      @Setting(
              doc =
                  "Bytes that may wait for a client to read them; beyond, it is closed with 4408.",
              standard = "256KiB",
              min = "64KiB",
              max = "64MiB")
          ByteSize outboundMax,
      @Setting(
              doc = "How long bytes may wait for a client to read any; then the same.",
              standard = "30s",
              min = "100ms",
              max = "10m")
          Duration slowReaderAfter,
      @Setting(
              doc =
                  "Reads of history and lists under way, over all sockets; one more is refused with"
                      + " `UNAVAILABLE`.",
              standard = "256",
              min = "1",
              max = "100000")
          int readsMax,
      @Setting(
              doc =
                  "Sockets a second that are told where their conversations stand after the"
                      + " registry was away.",
              standard = "500",
              min = "1",
              max = "100000")
          int headsPerSecond) {}
}
