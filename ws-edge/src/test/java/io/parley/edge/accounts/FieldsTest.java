package io.parley.edge.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.protocol.v1.Code;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldsTest {
  private static final List<Field> EXPECTED = List.of(Field.USER_ID, Field.newPassword(8));

  private static Fields.Reading read(String body) {
    return Fields.read(body.getBytes(StandardCharsets.UTF_8), EXPECTED);
  }

  private static Answer.Refused refused(String body) {
    return assertInstanceOf(Fields.Reading.Refused.class, read(body)).answer();
  }

  @Test
  void whatIsExpectedIsRead() {
    Fields fields =
        assertInstanceOf(
                Fields.Reading.Read.class,
                read("{\"password\":\"p\\u00e4ssword\",\"userId\":\"alice\"}"))
            .fields();
    assertEquals("alice", fields.get(Field.USER_ID));
    assertEquals("pässword", fields.get(Field.PASSWORD));
    assertFalse(fields.toString().contains("alice"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"userId":"alice"}                                      | password
          {"password":"password"}                                 | userId
          {"userId":7,"password":"password"}                      | userId
          {"userId":null,"password":"password"}                   | userId
          {"userId":["alice"],"password":"password"}              | userId
          {"userId":"Alice","password":"password"}                | userId
          {"userId":"","password":"password"}                     | userId
          {"userId":"alice","password":"short"}                   | password
          {"userId":"alice","password":"password","admin":"true"} | admin
          {"userId":"alice","password":"password","a b":"true"}   | body
          {"userId":"alice","userId":"bob","password":"password"} | body
          {"userId":"alice","password":"password"} {}             | body
          {"userId":"alice","password":"password"                 | body
          {"userId":"alice","password":"password",}               | body
          {'userId':'alice','password':'password'}                | body
          ["userId"]                                              | body
          "userId"                                                | body
          nonsense                                                | body
          {"userId":"al\\ud800ce","password":"password"}          | userId
          {"userId":"alice","password":"passwor\\ud800"}          | password
          """)
  void whatIsNotNamesTheField(String body, String field) {
    Answer.Refused refused = refused(body);
    assertEquals(Code.INVALID, refused.code());
    assertEquals(400, refused.problem().status());
    assertEquals(field, refused.problem().field());
  }

  @Test
  void anEmptyBodyIsRefused() {
    assertEquals("body", refused("").problem().field());
  }

  @Test
  void aByteThatIsNoTextIsRefused() {
    byte[] body =
        "{\"userId\":\"alice\",\"password\":\"pass?word\"}".getBytes(StandardCharsets.UTF_8);
    body[33] = (byte) 0xff;
    assertInstanceOf(Fields.Reading.Refused.class, Fields.read(body, EXPECTED));
  }

  @Test
  void aPasswordIsCountedInCharacters() {
    assertEquals("password", refused(withPassword("🔑".repeat(7))).problem().field());
    assertInstanceOf(Fields.Reading.Read.class, read(withPassword("🔑".repeat(8))));
    assertInstanceOf(Fields.Reading.Read.class, read(withPassword("🔑".repeat(256))));
    assertEquals("password", refused(withPassword("🔑".repeat(257))).problem().field());
  }

  @Test
  void onlyANewPasswordMustBeLong() {
    assertEquals(
        "password: not allowed (expected: 8 to 256 characters)",
        refused(withPassword("1234567")).problem().detail());
    assertTrue(Field.PASSWORD.refusal("1").isEmpty());
    assertTrue(Field.PASSWORD.refusal("").isPresent());
    assertTrue(Field.newPassword(1).refusal("1").isEmpty());
    assertTrue(Field.newPassword(1).refusal("").isPresent());
  }

  private static String withPassword(String password) {
    return "{\"userId\":\"alice\",\"password\":\"" + password + "\"}";
  }

  @Test
  void aRefusedPasswordIsNotQuoted() {
    assertFalse(refused(withPassword("hunter2")).problem().detail().contains("hunter2"));
  }
}
