package io.parley.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestIdTest {
  private static final String ALLOWED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

  @Test
  void everyCharacterIsEitherAllowedOrRefused() {
    for (int c = 0; c <= Character.MAX_VALUE; c++) {
      String text = "a" + (char) c;
      assertEquals(ALLOWED.indexOf(c) >= 0, RequestId.parse(text).isPresent(), "character " + c);
    }
  }

  @Test
  void lengthIsBounded() {
    assertFalse(RequestId.parse("").isPresent());
    assertTrue(RequestId.parse("x".repeat(64)).isPresent());
    assertFalse(RequestId.parse("x".repeat(65)).isPresent());
    assertThrows(IllegalArgumentException.class, () -> new RequestId("a b"));
  }

  @Test
  void oddHeaderIsReplacedAndAGoodOneKept() {
    Random random = new Random(1);
    assertEquals("r-1", RequestId.ofHeader("r-1", random).value());
    RequestId made = RequestId.ofHeader("a\nb", random);
    assertEquals(Optional.of(made), RequestId.parse(made.value()));
    assertNotEquals(made, RequestId.ofHeader(null, random));
  }
}
