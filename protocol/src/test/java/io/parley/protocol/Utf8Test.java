package io.parley.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// Beside the JDK's decoder, which is strict when asked to report.
final class Utf8Test {
  @Property
  void agreesWithTheJdkOnAnyBytes(@ForAll byte[] bytes) {
    assertAgrees(bytes);
  }

  @Test
  void agreesWithTheJdkOnEverySequenceOfTwoBytes() {
    for (int pair = 0; pair < 0x10000; pair++) {
      assertAgrees(new byte[] {(byte) (pair >> 8), (byte) pair});
    }
  }

  @Property(tries = 2000)
  void agreesWithTheJdkNearTheEdges(@ForAll long seed) {
    RandomGenerator random = new FrameGenerator(seed).random();
    int[] leads = {0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xC0, 0xC1, 0xC2, 0x7F};
    int[] trails = {0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0};
    byte[] bytes = new byte[1 + random.nextInt(5)];
    bytes[0] = (byte) leads[random.nextInt(leads.length)];
    for (int i = 1; i < bytes.length; i++) {
      bytes[i] = (byte) trails[random.nextInt(trails.length)];
    }
    assertAgrees(bytes);
  }

  @Property
  void encodesAsTheJdkDoes(@ForAll long seed) {
    String text = new FrameGenerator(seed).string();
    byte[] expected = text.getBytes(UTF_8);
    char[] chars = text.toCharArray();
    assertEquals(expected.length, Utf8.encodedLength(chars, 0, chars.length));
    byte[] bytes = new byte[expected.length];
    Utf8.encode(chars, 0, chars.length, bytes, 0);
    assertArrayEquals(expected, bytes);
  }

  @Test
  void loneSurrogatesHaveNoLength() {
    assertEquals(-1, length("\ud83d"));
    assertEquals(-1, length("\udc4d"));
    assertEquals(-1, length("a\udc4d\ud83db"));
    assertEquals(4, length("\ud83d\udc4d"));
  }

  @Test
  void decodingSaysWhereItFailed() {
    assertEquals(-1, Utf8.decode(new byte[] {(byte) 0x80}, new char[1]));
    assertEquals(
        -3, Utf8.decode(new byte[] {'a', 'b', (byte) 0xED, (byte) 0xA0, 'c'}, new char[5]));
  }

  private static int length(String text) {
    return Utf8.encodedLength(text.toCharArray(), 0, text.length());
  }

  private static void assertAgrees(byte[] bytes) {
    Optional<String> expected = jdk(bytes);
    char[] chars = new char[bytes.length];
    int length = Utf8.decode(bytes, chars);
    assertEquals(
        expected, length < 0 ? Optional.empty() : Optional.of(new String(chars, 0, length)));
    assertEquals(expected.isPresent(), Utf8.wellFormed(bytes, 0, bytes.length));
  }

  private static Optional<String> jdk(byte[] bytes) {
    try {
      return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
