package io.parley.protocol;

/// UTF-8 as the standard has it: no overlong form, no surrogate on its own, nothing beyond
/// U+10FFFF. Libraries below repair or let pass what is not; between two codecs that would be two
/// truths.
final class Utf8 {
  private Utf8() {}

  /// Decodes all of `bytes` into `chars`, which must be at least as long.
  ///
  /// @return how many chars; or, where it is malformed, `-1 - position`
  static int decode(byte[] bytes, char[] chars) {
    int out = 0;
    for (int in = 0; in < bytes.length; ) {
      byte first = bytes[in];
      if (first >= 0) {
        chars[out++] = (char) first;
        in++;
        continue;
      }
      int point = codePoint(bytes, in, bytes.length);
      if (point < 0) {
        return -1 - in;
      }
      in += width(point);
      if (point < Character.MIN_SUPPLEMENTARY_CODE_POINT) {
        chars[out++] = (char) point;
      } else {
        chars[out++] = Character.highSurrogate(point);
        chars[out++] = Character.lowSurrogate(point);
      }
    }
    return out;
  }

  static boolean wellFormed(byte[] bytes, int start, int end) {
    for (int in = start; in < end; ) {
      if (bytes[in] >= 0) {
        in++;
        continue;
      }
      int point = codePoint(bytes, in, end);
      if (point < 0) {
        return false;
      }
      in += width(point);
    }
    return true;
  }

  /// How many bytes the chars take, or -1 when there is a surrogate on its own.
  static int encodedLength(char[] chars, int start, int length) {
    int bytes = 0;
    int end = start + length;
    for (int in = start; in < end; in++) {
      char c = chars[in];
      if (!Character.isSurrogate(c)) {
        bytes += width(c);
      } else if (in + 1 < end && Character.isSurrogatePair(c, chars[in + 1])) {
        bytes += 4;
        in++;
      } else {
        return -1;
      }
    }
    return bytes;
  }

  /// Encodes chars of which [#encodedLength] was not -1.
  static void encode(char[] chars, int start, int length, byte[] bytes, int at) {
    int out = at;
    int end = start + length;
    for (int in = start; in < end; in++) {
      char c = chars[in];
      if (c < 0x80) {
        bytes[out++] = (byte) c;
      } else if (c < 0x800) {
        bytes[out++] = (byte) (0xC0 | (c >> 6));
        bytes[out++] = trail(c);
      } else if (!Character.isSurrogate(c)) {
        bytes[out++] = (byte) (0xE0 | (c >> 12));
        bytes[out++] = trail(c >> 6);
        bytes[out++] = trail(c);
      } else {
        int point = Character.toCodePoint(c, chars[++in]);
        bytes[out++] = (byte) (0xF0 | (point >> 18));
        bytes[out++] = trail(point >> 12);
        bytes[out++] = trail(point >> 6);
        bytes[out++] = trail(point);
      }
    }
  }

  /// A byte after the first: the lowest six bits.
  private static byte trail(int bits) {
    return (byte) (0x80 | (bits & 0x3F));
  }

  private static int width(int point) {
    return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }

  /// The code point that starts at `at` with a byte beyond ASCII, or -1.
  private static int codePoint(byte[] bytes, int at, int end) {
    int first = bytes[at] & 0xFF;
    int width = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
    if (width == 0 || end - at < width) {
      return -1;
    }
    int point = first & (0x7F >> width);
    for (int i = 1; i < width; i++) {
      int next = bytes[at + i];
      if ((next & 0xC0) != 0x80) {
        return -1;
      }
      point = (point << 6) | (next & 0x3F);
    }
    boolean shortest = width(point) == width;
    boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    return shortest && !surrogate && point <= Character.MAX_CODE_POINT ? point : -1;
  }
}
