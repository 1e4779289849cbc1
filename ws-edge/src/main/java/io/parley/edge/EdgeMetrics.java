package io.parley.edge;

import io.parley.protocol.v1.Code;
import java.time.Duration;

/// What an edge counts. Called on event loops and on Kafka's threads; must neither block nor throw.
public interface EdgeMetrics {
  /// For tests that do not count.
  EdgeMetrics NONE = new EdgeMetrics() {};

  default void connectionOpened() {}

  default void connectionClosed() {}

  default void connectionRefused() {}

  default void answered(int status) {}

  /// A handshake of TLS has ended, or was not begun.
  default void tlsHandshake(TlsHandshake outcome) {}

  /// A certificate is shown to new connections from now on.
  ///
  /// @param engine what does the work: `boringssl` or `jdk`
  /// @param expires in seconds since 1970, of it and those that vouch for it the first
  default void tlsCertificate(String engine, long expires) {}

  /// The files of the certificate and its key could not be taken; what was taken before stays.
  default void tlsReloadFailed() {}

  /// A request for a socket has been answered.
  default void handshake(Handshake outcome) {}

  default void socketOpened() {}

  /// @param code of the close frame; 1006 when there was none
  default void socketClosed(int code) {}

  /// A device was welcomed.
  default void sessionBegan(String subprotocol) {}

  default void sessionEnded(String subprotocol) {}

  /// A frame was read.
  ///
  /// @param kind the name of its body in the schema
  /// @param code what it was refused with; `CODE_UNSPECIFIED`: it was not
  default void frameIn(String kind, Code code) {}

  default void framesOut(int frames, long bytes) {}

  /// How many commands wait for their answer has changed.
  default void inFlight(int by) {}

  /// A mark became one with others of its conversation, which goes later.
  default void markGathered() {}

  /// A mark in a channel could not be read for and goes later.
  default void markKeptBack() {}

  /// So many marks of sockets that had ended were never written.
  default void marksLost(int marks) {}

  /// One of the small reads that an answer needs many of found too many in line.
  default void smallReadRefused() {}

  /// How many bytes wait for slow readers has changed.
  default void outboundWaiting(long by) {}

  /// A slow reader was closed because all of them together hold as much as they may.
  default void outboundFull() {}

  /// How many bytes are kept of messages that are not whole yet, or wait, has changed.
  default void inboundKept(long by) {}

  /// Somebody was closed since no more can be kept of what all send.
  default void inboundFull() {}

  /// A command's answer came.
  default void commandAnswered(Duration took) {}

  /// Nobody answered a command in time.
  default void answerTimedOut() {}

  /// An answer came after its command was given up, or for a socket that is gone.
  default void answerDropped() {}

  /// A command was not taken by the log, or its fate there is unknown.
  default void commandFailed() {}

  /// A batch of deliveries was written to sockets.
  ///
  /// @param copies of its frames; answers are none
  /// @param lag from the record in the log to the socket
  default void delivered(int copies, Duration lag) {}

  /// An event loop went on later with what it has to write, so that others have their turn.
  default void sliced() {}

  /// How many channels this edge is interested in has changed.
  default void channelsHeld(int by) {}

  /// How many sessions hear a channel, each counted for each, has changed.
  default void channelMembers(int by) {}

  /// A session was found to be in more channels than it can hear.
  default void channelNotHeard() {}

  /// The registry could not be told that this edge is interested in so many channels; it is tried
  /// again.
  default void interestFailed(int channels) {}

  /// Nobody could tell which channels a device is in at its hello; it is asked again.
  default void channelsUnread() {}

  /// All that hear these channels were told where they stand.
  default void channelHeadsTold(int channels) {}

  /// A record of the deliveries that cannot be read, and was set aside.
  default void deliveryUnreadable() {}

  /// The reader of the deliveries failed and is begun anew.
  default void deliveriesRestarted() {}

  /// A heartbeat was answered without heads: the registry did not tell in time.
  default void pongWithoutHeads() {}

  /// A device could not be registered at its hello; it is tried again.
  default void registrationFailed() {}

  /// Sessions were registered again.
  default void refreshed(int sessions) {}

  /// A session was told unasked where its conversations stand.
  default void headsSent() {}

  /// How a handshake of TLS ended.
  enum TlsHandshake {
    ACCEPTED,
    /// Not begun: as many as allowed were under way.
    TOO_MANY,
    /// Not begun: as many as one address may have were under way.
    ADDRESS_TOO_MANY,
    TIMED_OUT,
    /// The connection was closed before the end, by whomever.
    LEFT,
    /// What came is no TLS.
    NOT_TLS,
    /// No version or cipher in common, a certificate that the client does not trust, or nonsense.
    FAILED
  }

  /// How a request for a socket ended.
  enum Handshake {
    ACCEPTED,
    /// Not a handshake as RFC 6455 has it, or of a protocol that is not spoken here.
    INVALID,
    /// Faster than configured.
    TOO_FAST,
    /// Faster than one address may.
    ADDRESS_TOO_FAST,
    /// As many as allowed have not been welcomed yet.
    TOO_MANY_UNAUTHENTICATED,
    /// This edge has no slot yet, or is ending.
    NOT_READY
  }
}
