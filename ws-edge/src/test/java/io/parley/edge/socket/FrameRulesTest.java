package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.parley.protocol.Decoded;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameRulesTest {
  private static ClientFrame frame(String json) {
    return switch (Dialect.JSON.decode(json.getBytes(StandardCharsets.UTF_8))) {
      case Decoded.Ok<ClientFrame>(ClientFrame frame) -> frame;
      case Decoded.Rejected<ClientFrame> bad -> throw new AssertionError(bad.message());
    };
  }

  private static Action of(String json) {
    String whole =
        json.replace("REST", "'clientMessageId':'c','text':'x'")
            .replace("ID", "'clientMessageId':'c'");
    return FrameRules.of(frame(whole.replace('\'', '"')), "alice", 4096);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {'send':{REST}} | INVALID | send
          {'send':{'user':'Bob',REST}} | INVALID | send.user
          {'send':{'user':'',REST}} | INVALID | send.user
          {'send':{'user':'bob','text':'x'}} | INVALID | send.clientMessageId
          {'send':{'user':'bob',ID}} | INVALID | send.text
          {'send':{'user':'bob',REST,'replyTo':'-1'}} | INVALID | send.replyTo
          {'send':{'user':'bob',REST,'media':{'id':'m'}}} | UNSUPPORTED | send.media
          {'send':{'conversation':'x',REST}} | NOT_FOUND | send.conversation
          {'send':{'conversation':'d:bob:carol',REST}} | FORBIDDEN | send.conversation
          {'send':{'conversation':'d:bob:alice',REST}} | NOT_FOUND | send.conversation
          {'mark':{'conversation':'d:bob:carol'}} | FORBIDDEN | mark.conversation
          {'mark':{'conversation':'d:alice:bob','read':'-1'}} | INVALID | mark
          {'mark':{'conversation':'d:bob:carol','read':'1'}} | FORBIDDEN | mark.conversation
          {'history':{'conversation':'nope'}} | NOT_FOUND | history.conversation
          {'history':{'conversation':'d:bob:carol'}} | FORBIDDEN | history.conversation
          {'history':{'conversation':'d:alice:bob','limit':201}} | INVALID | history.limit
          {'history':{'conversation':'d:alice:bob','limit':-1}} | INVALID | history.limit
          {'history':{'conversation':'d:alice:bob','before':'0'}} | INVALID | history.before
          {'history':{'conversation':'d:alice:bob','after':'-1'}} | INVALID | history.after
          {'conversations':{'limit':1000}} | INVALID | conversations.limit
          {'conversations':{'pageToken':'!!'}} | INVALID | conversations.pageToken
          {'conversations':{'pageToken':'YWJj'}} | INVALID | conversations.pageToken
          {'moved':{}} | INVALID | moved.since
          {'moved':{'pageToken':'YWJj'}} | INVALID | moved.pageToken
          {'hello':{}} | INVALID | hello
          """)
  void whatIsWrongIsNamed(String json, Code code, String field) {
    Refused refused = assertInstanceOf(Action.Refuse.class, of(json)).refused();
    assertEquals(code, refused.code(), refused.message());
    assertTrue(refused.message().startsWith(field + ":"), refused.message());
  }

  @Test
  void everyFrameOfTheSchemaIsDoneOrUnsupported() {
    for (FieldDescriptor body : ClientFrame.getDescriptor().getOneofs().getFirst().getFields()) {
      ClientFrame.Builder frame = ClientFrame.newBuilder();
      frame.setField(body, frame.newBuilderForField(body).build());
      Action action = FrameRules.of(frame.build(), "alice", 4096);
      if (action instanceof Action.Refuse(Refused refused)) {
        assertTrue(
            refused.message().startsWith(body.getJsonName()),
            body.getJsonName() + " → " + refused.message());
      }
    }
  }

  @Test
  void aMarkOfNothingAsksForNothing() {
    String json = "{'mark':{'conversation':'d:alice:bob','delivered':'0','read':'0'}}";
    assertEquals(new Action.Nothing(), of(json));
  }

  @Test
  void textIsBoundedInCodePoints() {
    String json = "{'send':{'user':'bob','clientMessageId':'c','text':'%s'}}";
    assertInstanceOf(Action.Send.class, of(json.formatted("é".repeat(4096))));
    Action tooLong = of(json.formatted("é".repeat(4097)));
    assertEquals(Code.TOO_LARGE, assertInstanceOf(Action.Refuse.class, tooLong).refused().code());
  }

  @Test
  void clientMessageIdsAndFrameIdsAreBounded() {
    String json = "{'id':'%s','send':{'user':'bob','clientMessageId':'%s','text':'x'}}";
    assertInstanceOf(Action.Send.class, of(json.formatted("i".repeat(64), "c".repeat(64))));
    assertInstanceOf(Action.Refuse.class, of(json.formatted("i", "c".repeat(65))));
    assertInstanceOf(Action.Refuse.class, of(json.formatted("i".repeat(65), "c")));
  }

  @Test
  void theFirstAttemptIsPassedOnWithAResendOnly() {
    String json =
        "{'send':{'user':'bob','clientMessageId':'c','text':'x','resend':%s,"
            + "'firstAttemptAt':'2026-01-01T00:00:00Z'}}";
    Action.Send resend = assertInstanceOf(Action.Send.class, of(json.formatted("true")));
    assertTrue(resend.resend());
    assertEquals(1_767_225_600L, resend.command().getFirstAttemptAt().getSeconds());
    Action.Send first = assertInstanceOf(Action.Send.class, of(json.formatted("false")));
    assertTrue(!first.command().hasFirstAttemptAt());
  }

  @Test
  void aMessageToOneselfIsAConversation() {
    Action.Send send =
        assertInstanceOf(
            Action.Send.class, of("{'send':{'user':'alice','clientMessageId':'c','text':'x'}}"));
    assertEquals("d:alice:alice", send.conversation().text());
  }

  @Test
  void limitsHaveDefaults() {
    Action.ReadBefore read =
        assertInstanceOf(Action.ReadBefore.class, of("{'history':{'conversation':'d:alice:bob'}}"));
    assertEquals(50, read.limit());
    assertEquals(Long.MAX_VALUE, read.cursor());
  }

  @Test
  void positionsSurviveTheirTokens() {
    Action.ListPosition list = new Action.ListPosition(-3, 77, "d:a:b");
    assertEquals(list, PageToken.list(PageToken.of(list)).orElseThrow());
    Action.MovedPosition moved = new Action.MovedPosition(490_000, "d:alice:bob");
    assertEquals(moved, PageToken.moved(PageToken.of(moved)).orElseThrow());
  }

  @Test
  void whatMovedBeginsAQuarterOfAnHourEarlier() {
    Instant hour = Instant.parse("2026-01-01T10:14:59Z");
    int at = Action.MovedPosition.since(hour).sinceHour();
    assertEquals(at + 1, Action.MovedPosition.since(hour.plusSeconds(1)).sinceHour());
  }
}
