package io.parley.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.protocol.v1.CloseCode;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.CodesProto;
import io.parley.protocol.v1.Reconnect;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class CodesTest {
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNRECOGNIZED")
  void everyErrorCodeSaysAllOfIt(Code code) {
    assertTrue(code.getValueDescriptor().getOptions().hasExtension(CodesProto.error));
    Codes.ErrorMeaning meaning = Codes.of(code);
    assertEquals(code.getNumber(), meaning.number());
    assertNotEquals(Reconnect.RECONNECT_UNSPECIFIED, meaning.reconnect());
    assertTrue(meaning.httpStatus() >= 400 && meaning.httpStatus() < 600);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNRECOGNIZED")
  void everyCloseCodeSaysAllOfIt(CloseCode code) {
    assertTrue(code.getValueDescriptor().getOptions().hasExtension(CodesProto.close));
    Codes.CloseMeaning meaning = Codes.of(code);
    assertEquals(code.getNumber(), meaning.number());
    assertNotEquals(Reconnect.RECONNECT_UNSPECIFIED, meaning.reconnect());
    assertFalse(meaning.reason().isEmpty());
    assertTrue(meaning.reason().length() <= 123, "does not fit a close frame");
  }

  @Test
  void theCodesOfTheProtocolPageAreThere() {
    assertEquals(
        Set.of(
            "UNAUTHENTICATED",
            "FORBIDDEN",
            "NOT_FOUND",
            "INVALID",
            "CONFLICT",
            "TOO_LARGE",
            "RATE_LIMITED",
            "UNAVAILABLE",
            "UNSUPPORTED",
            "INTERNAL"),
        Arrays.stream(Code.values())
            .filter(code -> code != Code.UNRECOGNIZED && code != Code.CODE_UNSPECIFIED)
            .map(Code::name)
            .collect(Collectors.toSet()));
    Stream.of(1002, 1008, 1009, 1012, 1013, 4400, 4401, 4408, 4409)
        .forEach(number -> assertEquals(number, Codes.ofClose(number).number()));
  }

  @ParameterizedTest
  @CsvSource({
    "1002, RECONNECT_BACKOFF",
    "1008, RECONNECT_BACKOFF",
    "1009, RECONNECT_BACKOFF",
    "1012, RECONNECT_NOW",
    "1013, RECONNECT_BACKOFF",
    "4400, RECONNECT_BACKOFF",
    "4401, RECONNECT_NEVER",
    "4408, RECONNECT_BACKOFF",
    "4409, RECONNECT_NEVER",
    "1006, RECONNECT_BACKOFF",
    "4999, RECONNECT_BACKOFF",
  })
  void closeNumberSaysWhetherToComeBack(int number, Reconnect reconnect) {
    assertEquals(reconnect, Codes.ofClose(number).reconnect());
  }

  @ParameterizedTest
  @CsvSource({
    "UNAUTHENTICATED, 401, false",
    "FORBIDDEN, 403, false",
    "NOT_FOUND, 404, false",
    "INVALID, 400, false",
    "CONFLICT, 409, false",
    "TOO_LARGE, 413, false",
    "RATE_LIMITED, 429, true",
    "UNAVAILABLE, 503, true",
    "UNSUPPORTED, 501, false",
    "INTERNAL, 500, false",
  })
  void errorCodeHasItsHttpStatus(Code code, int httpStatus, boolean retryable) {
    assertEquals(httpStatus, Codes.of(code).httpStatus());
    assertEquals(retryable, Codes.of(code).retryable());
  }

  @Test
  void codesOfNewerServersAreTakenForUnspecified() {
    assertEquals(Codes.of(Code.CODE_UNSPECIFIED), Codes.of(Code.UNRECOGNIZED));
    assertEquals(Codes.of(CloseCode.CLOSE_UNSPECIFIED), Codes.of(CloseCode.UNRECOGNIZED));
  }
}
