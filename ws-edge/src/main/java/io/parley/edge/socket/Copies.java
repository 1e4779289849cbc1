package io.parley.edge.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One frame for any number of sockets: spelled once in each subprotocol, and with the header of
/// its message put into one buffer that every socket is written. Made by one thread, used by all
/// event loops; to be released when all of them have written it.
final class Copies {
  private final Map<Dialect, Bytes> spelled = new EnumMap<>(Dialect.class);

  /// A frame as one subprotocol spells it.
  static final class Bytes {
    private final byte[] payload;
    private final @Nullable ByteBuf message;

    /// Sockets that keep it.
    private int keepers;

    private Bytes(byte[] payload, @Nullable ByteBuf message) {
      this.payload = payload;
      this.message = message;
    }

    /// For one socket alone.
    static Bytes alone(byte[] payload) {
      return new Bytes(payload, null);
    }

    /// What a socket keeps whose client is behind; all of them keep the same.
    byte[] payload() {
      return payload;
    }

    /// One socket more keeps it. However many do, it is there once and takes its room once: else a
    /// few hundred sockets that read nothing and are sent the same would leave none to others.
    ///
    /// @param held bytes that the socket keeps already
    /// @return false when there is no room for it
    synchronized boolean keepIn(SharedRoom room, int held) {
      if (keepers == 0 && !room.take(payload.length, held)) {
        return false;
      }
      keepers++;
      return true;
    }

    /// One of those does not any more.
    synchronized void dropFrom(SharedRoom room) {
      keepers--;
      if (keepers == 0) {
        room.give(payload.length);
      }
    }

    /// The whole message, when there is more than one socket to write it to.
    @Nullable ByteBuf message() {
      return message;
    }
  }

  private Copies() {}

  /// For whoever it may concern.
  ///
  /// @param frame a ServerFrame in protobuf
  static Copies forAll(byte[] frame) {
    return forAll(frame, ByteBufAllocator.DEFAULT);
  }

  static Copies forAll(byte[] frame, ByteBufAllocator allocator) {
    Copies copies = new Copies();
    for (Dialect dialect : Dialect.values()) {
      byte[] payload = dialect.respell(frame);
      copies.spelled.put(dialect, new Bytes(payload, shared(allocator, dialect, payload)));
    }
    return copies;
  }

  /// @param frame a ServerFrame in protobuf
  static Copies of(byte[] frame, Collection<Session> sessions) {
    Copies copies = new Copies();
    Map<Dialect, Integer> counts = new EnumMap<>(Dialect.class);
    for (Session session : sessions) {
      counts.merge(session.dialect(), 1, Integer::sum);
    }
    counts.forEach((dialect, count) -> {
      byte[] payload = dialect.respell(frame);
      ByteBuf message = count > 1 ? shared(ByteBufAllocator.DEFAULT, dialect, payload) : null;
      copies.spelled.put(dialect, new Bytes(payload, message));
    });
    return copies;
  }

  /// Null: there is no memory for it, so every socket has to find its own, or is cut off. Who makes
  /// copies serves all sockets, and must not fail for it.
  private static @Nullable ByteBuf shared(
      ByteBufAllocator allocator, Dialect dialect, byte[] payload) {
    try {
      return WebSocketFrames.message(allocator, dialect.isText(), payload);
    } catch (OutOfMemoryError e) {
      return null;
    }
  }

  Bytes as(Dialect dialect) {
    Bytes bytes = spelled.get(dialect);
    if (bytes == null) {
      throw new IllegalStateException("dialect: " + dialect + " (expected: one it was made for)");
    }
    return bytes;
  }

  /// Sockets that have not sent it yet hold it themselves.
  void release() {
    for (Bytes bytes : spelled.values()) {
      ByteBuf message = bytes.message();
      if (message != null) {
        message.release();
      }
    }
  }
}
