package io.parley.edge.socket;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads what a client sends over a WebSocket (RFC 6455, version 13, no extensions) and tells it in
/// messages.
///
/// Netty's own decoder is not used because it buffers a message before it judges its size: here one
/// that is too long is skipped without being kept, so that it can be answered and the socket lives,
/// and the bound of what a socket may hold is [Limits#messageMax]. Owned by one event loop.
final class WebSocketReader {
  static final int CONTINUATION = 0x0;
  static final int TEXT = 0x1;
  static final int BINARY = 0x2;
  static final int CLOSE = 0x8;
  static final int PING = 0x9;
  static final int PONG = 0xA;

  static final int NORMAL_CLOSURE = 1000;
  static final int PROTOCOL_ERROR = 1002;
  static final int NO_STATUS = 1005;
  static final int TOO_BIG = 1009;

  /// Bytes of a message that is kept before the client is known: a hello with the longest token
  /// that is looked at (8 KiB), and as much for the rest of it.
  static final int HELLO_MAX = 16 * 1024;

  private static final int CONTROL_MAX = 125;
  private static final int LENGTH_IN_2_BYTES = 126;
  private static final int LENGTH_IN_8_BYTES = 127;
  private static final int MASK_BYTES = 4;

  private final Limits limits;
  private final Inbound inbound;

  /// Bytes of a message that is kept now.
  private int messageMax;

  /// Of a message under way: its opcode, or 0 between messages; what has come of it unless it is
  /// too long; and how long it is so far.
  private byte opcode;

  private byte @Nullable [] parts;
  private long length;

  /// Bytes of the frame under way that are not kept, and whether it is the last of its message.
  private long skipping;

  private boolean skippingLast;
  private boolean failed;

  /// Whether a message was read to its end since this was last asked.
  private boolean wholeOne;

  /// Once nothing is kept any more: how much was looked through for the close frame since.
  private boolean discarding;

  private long looked;

  /// @param messageMax bytes of a message that is kept, once the client is known
  /// @param skipMax bytes of a message that is skipped; one longer ends the socket
  record Limits(int messageMax, int skipMax) {}

  /// What was read.
  interface Inbound {
    void message(boolean text, byte[] payload);

    /// A message of this many bytes was skipped.
    ///
    /// @param max as many would have been kept
    void tooLarge(long bytes, int max);

    /// A part came that does not end its message.
    void part();

    void ping(byte[] payload);

    void pong();

    /// @param code the client's, 1005 when it gave none
    void closed(int code);

    /// The client breaks the protocol; nothing more is read.
    void violation(int code, String what);

    /// Whether to go on: asked before each frame.
    boolean ready();
  }

  WebSocketReader(Limits limits, Inbound inbound) {
    this.limits = limits;
    this.inbound = inbound;
    this.messageMax = Math.min(HELLO_MAX, limits.messageMax());
  }

  /// The client is known now: between two messages.
  void welcomed() {
    messageMax = limits.messageMax();
  }

  /// Reads as many whole frames as are there. What is left in `in` has to be handed over again
  /// together with what comes after; it is less than a header and [Limits#messageMax].
  void read(ByteBuf in) {
    int there = in.readableBytes();
    while (!failed && !isDone() && (discarding || inbound.ready()) && readOne(in)) {
      // each turn takes a frame or a part of one
    }
    if (failed || isDone()) {
      in.skipBytes(in.readableBytes());
    }
    if (discarding) {
      looked += there - in.readableBytes();
    }
  }

  /// Whether parts of a message are kept until it is whole.
  boolean keepsParts() {
    return parts != null;
  }

  /// How much memory holds those parts.
  int room() {
    return parts == null ? 0 : parts.length;
  }

  /// Whether anything was read to its end since this was last asked: what is under way now began
  /// after that.
  boolean tookWholeOne() {
    boolean took = wholeOne;
    wholeOne = false;
    return took;
  }

  /// Keeps nothing from now on, and tells of no message: only the close frame is looked for, and
  /// [Inbound#ready] is not asked.
  void discard() {
    discarding = true;
    parts = null;
  }

  /// Whether more has come since [#discard] than a client can have had under way: it does not mean
  /// to answer, and nothing it sends is of interest any more.
  boolean isDone() {
    return looked > limits.skipMax();
  }

  private boolean readOne(ByteBuf in) {
    if (skipping > 0) {
      return skip(in);
    }
    int start = in.readerIndex();
    int there = in.readableBytes();
    if (there < 2) {
      return false;
    }
    int first = in.getUnsignedByte(start);
    int second = in.getUnsignedByte(start + 1);
    int shortLength = second & 0x7f;
    int header = 2 + extraLengthBytes(shortLength) + MASK_BYTES;
    if (!isSound(first, second)) {
      return false;
    }
    if (there < header) {
      return false;
    }
    long payload = payloadLength(in, start + 2, shortLength);
    if (payload < 0) {
      return fail(PROTOCOL_ERROR, "a length that is negative or not in its shortest form");
    }
    boolean last = (first & 0x80) != 0;
    int code = first & 0xf;
    boolean isControl = code >= CLOSE;
    // not their sum: a client may say a payload of any length, and the sum would overflow
    if (!isControl && (discarding || payload > messageMax - length)) {
      in.skipBytes(header);
      return beginSkipping(code, payload, last);
    }
    if (there - header < payload) {
      return false;
    }
    byte[] bytes = unmask(in, start + header, (int) payload);
    in.skipBytes(header + (int) payload);
    return isControl ? control(code, bytes) : data(code, bytes, last);
  }

  private static int extraLengthBytes(int shortLength) {
    return switch (shortLength) {
      case LENGTH_IN_2_BYTES -> 2;
      case LENGTH_IN_8_BYTES -> 8;
      default -> 0;
    };
  }

  /// The rules that the first two bytes can break.
  private boolean isSound(int first, int second) {
    int code = first & 0xf;
    boolean last = (first & 0x80) != 0;
    if ((first & 0x70) != 0) {
      return fail(PROTOCOL_ERROR, "reserved bits are set");
    }
    if ((second & 0x80) == 0) {
      return fail(PROTOCOL_ERROR, "a frame is not masked");
    }
    return switch (code) {
      case CONTINUATION -> opcode != 0 || fail(PROTOCOL_ERROR, "a continuation of nothing");
      case TEXT, BINARY -> opcode == 0 || fail(PROTOCOL_ERROR, "a message within a message");
      case CLOSE, PING, PONG ->
          (last && (second & 0x7f) <= CONTROL_MAX)
              || fail(PROTOCOL_ERROR, "a control frame that is long or in parts");
      default -> fail(PROTOCOL_ERROR, "opcode " + code);
    };
  }

  private static long payloadLength(ByteBuf in, int at, int shortLength) {
    return switch (shortLength) {
      case LENGTH_IN_2_BYTES -> {
        int value = in.getUnsignedShort(at);
        yield value < LENGTH_IN_2_BYTES ? -1 : value;
      }
      case LENGTH_IN_8_BYTES -> {
        long value = in.getLong(at);
        yield value <= 0xffff ? -1 : value;
      }
      default -> shortLength;
    };
  }

  private static byte[] unmask(ByteBuf in, int at, int length) {
    byte[] bytes = new byte[length];
    in.getBytes(at, bytes);
    int mask = in.getInt(at - MASK_BYTES);
    for (int i = 0; i < length; i++) {
      bytes[i] ^= (byte) (mask >>> (24 - 8 * (i & 3)));
    }
    return bytes;
  }

  private boolean data(int code, byte[] bytes, boolean last) {
    if (code != CONTINUATION && last) {
      wholeOne = true;
      inbound.message(code == TEXT, bytes);
      return true;
    }
    if (code != CONTINUATION) {
      opcode = (byte) code;
    }
    int before = (int) length;
    length += bytes.length;
    parts = append(parts, before, bytes);
    if (last) {
      byte[] whole = Arrays.copyOf(parts, (int) length);
      boolean text = opcode == TEXT;
      endMessage();
      inbound.message(text, whole);
    } else {
      inbound.part();
    }
    return true;
  }

  /// Room grows by half, so that a message in tiny parts costs no more than one in large ones.
  private static byte[] append(byte @Nullable [] parts, int used, byte[] bytes) {
    if (parts == null) {
      return bytes;
    }
    int needed = used + bytes.length;
    byte[] room =
        needed <= parts.length
            ? parts
            : Arrays.copyOf(parts, Math.max(needed, parts.length + parts.length / 2));
    System.arraycopy(bytes, 0, room, used, bytes.length);
    return room;
  }

  private boolean beginSkipping(int code, long payload, boolean last) {
    if (code != CONTINUATION) {
      opcode = (byte) code;
    }
    parts = null;
    length += payload;
    if (!discarding && (length > limits.skipMax() || length < 0)) {
      return fail(TOO_BIG, "a message longer than " + limits.skipMax() + " bytes");
    }
    skipping = payload;
    skippingLast = last;
    if (payload == 0) {
      skipped();
    }
    return true;
  }

  private boolean skip(ByteBuf in) {
    int now = (int) Math.min(skipping, in.readableBytes());
    in.skipBytes(now);
    skipping -= now;
    if (skipping == 0) {
      skipped();
    }
    return now > 0;
  }

  private void skipped() {
    long bytes = length;
    if (skippingLast) {
      endMessage();
    }
    if (discarding) {
      return;
    }
    if (skippingLast) {
      inbound.tooLarge(bytes, messageMax);
    } else {
      inbound.part();
    }
  }

  private void endMessage() {
    wholeOne = true;
    opcode = 0;
    parts = null;
    length = 0;
  }

  private boolean control(int code, byte[] bytes) {
    if (code == CLOSE) {
      return close(bytes);
    }
    if (opcode == 0) { // else a message goes on behind it
      wholeOne = true;
    }
    if (!discarding) {
      if (code == PING) {
        inbound.ping(bytes);
      } else {
        inbound.pong();
      }
    }
    return true;
  }

  private boolean close(byte[] bytes) {
    int code = bytes.length < 2 ? NO_STATUS : ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
    if (bytes.length == 1 || (bytes.length > 1 && !mayBeSent(code))) {
      return fail(PROTOCOL_ERROR, "a close frame without a code that may be sent");
    }
    failed = true;
    inbound.closed(code);
    return false;
  }

  private static boolean mayBeSent(int code) {
    return (code >= 1000 && code <= 1014 && code != 1004 && code != NO_STATUS && code != 1006)
        || (code >= 3000 && code <= 4999);
  }

  /// False, for whoever has to stop then.
  private boolean fail(int code, String what) {
    if (!failed) {
      failed = true;
      parts = null;
      inbound.violation(code, what);
    }
    return false;
  }
}
