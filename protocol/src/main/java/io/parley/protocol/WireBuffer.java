package io.parley.protocol;

import com.google.protobuf.CodedOutputStream;
import java.util.Arrays;

/// Protobuf wire bytes being written, where the length of a nested message is known only at its
/// end. Used by one thread for one frame.
final class WireBuffer {
  private static final int VARINT_BYTES_MAX = 10;

  private byte[] bytes;
  private int size;

  WireBuffer(int capacity) {
    bytes = new byte[capacity];
  }

  byte[] bytes() {
    return bytes;
  }

  int size() {
    return size;
  }

  void varint(long value) {
    ensure(VARINT_BYTES_MAX);
    put(value);
  }

  /// A string with its length.
  ///
  /// @return false, and nothing written, when there is a surrogate on its own
  boolean string(char[] chars, int start, int length) {
    int encoded = Utf8.encodedLength(chars, start, length);
    if (encoded < 0) {
      return false;
    }
    varint(encoded);
    ensure(encoded);
    Utf8.encode(chars, start, length, bytes, size);
    size += encoded;
    return true;
  }

  /// Begins a nested message after its tag.
  ///
  /// @return the place to give to [#close]
  int open() {
    ensure(1);
    return ++size; // one byte for the length: enough for most
  }

  void close(int start) {
    int length = size - start;
    int more = CodedOutputStream.computeUInt32SizeNoTag(length) - 1;
    if (more > 0) {
      ensure(more);
      System.arraycopy(bytes, start, bytes, start + more, length);
    }
    size = start - 1;
    put(length); // fills the room just made, and no more
    size += length;
  }

  private void put(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  private void ensure(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
