package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import io.parley.edge.socket.Action.People;
import io.parley.protocol.Decoded;
import io.parley.protocol.v1.AddMembers;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.CreateGroup;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.Mute;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests about groups and channels: `G` stands for the name of a group, `C` for a channel's.
class RosterRulesTest {
  private static final String GROUP = Rooms.group(1);
  private static final String CHANNEL = Rooms.channel(1);
  private static final String SECRET = "0123456789abcdefghij_-";

  private static Action of(String json) {
    String whole =
        json.replace('\'', '"')
            .replace("\"G\"", "\"" + GROUP + "\"")
            .replace("\"C\"", "\"" + CHANNEL + "\"")
            .replace("\"D\"", "\"d:alice:bob\"")
            .replace("LINK_G", GROUP + "." + SECRET)
            .replace("LINK_C", CHANNEL + "." + SECRET)
            .replace("LONG129", "é".repeat(129))
            .replace("LONG1025", "é".repeat(1_025))
            .replace("LONG_ID", "\"clientMessageId\":\"" + "é".repeat(65) + "\"");
    return switch (Dialect.JSON.decode(whole.getBytes(StandardCharsets.UTF_8))) {
      case Decoded.Ok<ClientFrame>(ClientFrame frame) -> FrameRules.of(frame, "alice", 4096);
      case Decoded.Rejected<ClientFrame> bad -> throw new AssertionError(bad.message());
    };
  }

  private static Action of(ClientFrame.Builder frame) {
    return FrameRules.of(frame.build(), "alice", 4096);
  }

  private static Refused refused(Action action) {
    return assertInstanceOf(Action.Refuse.class, action).refused();
  }

  private static void assertRefused(Code code, String message, Action action) {
    assertEquals(code, refused(action).code(), refused(action).message());
    assertTrue(refused(action).message().startsWith(message + ":"), refused(action).message());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {'createGroup':{}} | INVALID | createGroup.name
          {'createGroup':{'name':'LONG129'}} | INVALID | createGroup.name
          {'createGroup':{'name':'a\\nb'}} | INVALID | createGroup.name
          {'createGroup':{'name':'a\\u0085b'}} | INVALID | createGroup.name
          {'createGroup':{'name':'g','description':'LONG1025'}} | INVALID | createGroup.description
          {'createGroup':{'name':'g','description':'a\\tb'}} | INVALID | createGroup.description
          {'createGroup':{'name':'g','members':['Bob']}} | INVALID | createGroup.members
          {'createGroup':{'name':'g','members':['bob','bob']}} | INVALID | createGroup.members
          {'createGroup':{'name':'g',LONG_ID}} | INVALID | createGroup.clientMessageId
          {'createChannel':{'name':''}} | INVALID | createChannel.name
          {'createChannel':{'name':'c','access':'BY_REQUEST'}} | INVALID | createChannel.access
          {'createChannel':{'name':'c','description':'\\u0000'}} | INVALID | createChannel.description
          {'createChannel':{'name':'c',LONG_ID}} | INVALID | createChannel.clientMessageId
          {'addMembers':{'conversation':'D','users':['carol']}} | UNSUPPORTED | addMembers.conversation
          {'addMembers':{'conversation':'g:1','users':['carol']}} | NOT_FOUND | addMembers.conversation
          {'addMembers':{'conversation':'u:alice','users':['carol']}} | NOT_FOUND | addMembers.conversation
          {'addMembers':{'conversation':'G'}} | INVALID | addMembers.users
          {'addMembers':{'conversation':'G','users':['carol','Carol']}} | INVALID | addMembers.users
          {'addMembers':{'conversation':'C','users':['bob','carol','bob']}} | INVALID | addMembers.users
          {'addMembers':{'conversation':'G','users':['bob'],LONG_ID}} | INVALID | addMembers.clientMessageId
          {'removeMembers':{'conversation':'G','users':[]}} | INVALID | removeMembers.users
          {'leave':{'conversation':'D'}} | UNSUPPORTED | leave.conversation
          {'leave':{'conversation':''}} | NOT_FOUND | leave.conversation
          {'rename':{'conversation':'G'}} | INVALID | rename.name
          {'rename':{'conversation':'D','name':'x'}} | UNSUPPORTED | rename.conversation
          {'describe':{'conversation':'G','description':'LONG1025'}} | INVALID | describe.description
          {'setPicture':{'conversation':'G','picture':'a/b'}} | INVALID | setPicture.picture
          {'setPicture':{'conversation':'G','picture':'LONG129'}} | INVALID | setPicture.picture
          {'setRole':{'conversation':'G','user':'bob'}} | INVALID | setRole.role
          {'setRole':{'conversation':'G','user':'B','role':'ADMIN'}} | INVALID | setRole.user
          {'changeSettings':{'conversation':'G'}} | INVALID | changeSettings.settings
          {'join':{}} | INVALID | join
          {'join':{'conversation':'D'}} | UNSUPPORTED | join.conversation
          {'join':{'conversation':'c:1'}} | NOT_FOUND | join.conversation
          {'join':{'link':''}} | INVALID | join.link
          {'join':{'link':'G'}} | INVALID | join.link
          {'join':{'link':'LINK_Gx'}} | INVALID | join.link
          {'join':{'link':'d:alice:bob.0123456789abcdefghij_-'}} | INVALID | join.link
          {'join':{'link':'.0123456789abcdefghij_-'}} | INVALID | join.link
          {'join':{'link':'LINK_G',LONG_ID}} | INVALID | join.clientMessageId
          {'answerRequests':{'conversation':'C','users':['bob']}} | UNSUPPORTED | answerRequests
          {'answerRequests':{'conversation':'G'}} | INVALID | answerRequests.users
          {'createLink':{'conversation':'C','approval':true}} | UNSUPPORTED | createLink.approval
          {'createLink':{'conversation':'D'}} | UNSUPPORTED | createLink.conversation
          {'revokeLink':{'conversation':'G','linkId':'short'}} | INVALID | revokeLink.linkId
          {'revokeLink':{'conversation':'G','linkId':'0123456789a!'}} | INVALID | revokeLink.linkId
          {'ban':{'conversation':'G','users':['bob']}} | UNSUPPORTED | ban
          {'ban':{'conversation':'C','users':[]}} | INVALID | ban.users
          {'unban':{'conversation':'G','users':['bob']}} | UNSUPPORTED | unban
          {'info':{'conversation':'D'}} | UNSUPPORTED | info.conversation
          {'info':{'conversation':'x'}} | NOT_FOUND | info.conversation
          {'members':{'conversation':'D'}} | UNSUPPORTED | members.conversation
          {'members':{'conversation':'G','limit':201}} | INVALID | members.limit
          {'members':{'conversation':'G','pageToken':'LTEv'}} | INVALID | members.pageToken
          {'members':{'conversation':'G','pageToken':'!!'}} | INVALID | members.pageToken
          {'members':{'conversation':'G','banned':true}} | UNSUPPORTED | members.banned
          {'archive':{'conversation':'d:bob:carol'}} | FORBIDDEN | archive.conversation
          {'archive':{'conversation':'nope'}} | NOT_FOUND | archive.conversation
          {'mute':{'conversation':'G','until':'1969-12-31T00:00:00Z'}} | INVALID | mute.until
          {'mute':{'conversation':'u:alice'}} | NOT_FOUND | mute.conversation
          {'pin':{'conversation':'d:bob:carol'}} | FORBIDDEN | pin.conversation
          {'draft':{'conversation':'G','replyTo':'-1'}} | INVALID | draft.replyTo
          {'draft':{'conversation':'d:bob:carol','text':'x'}} | FORBIDDEN | draft.conversation
          {'send':{'conversation':'u:alice','clientMessageId':'c','text':'x'}} | NOT_FOUND | send.conversation
          """)
  void whatIsWrongIsNamed(String json, Code code, String field) {
    assertRefused(code, field, of(json));
  }

  /// No text can say it, but a binary frame can.
  @Test
  void noMuteLastsLongerThanTimesDo() {
    Mute.Builder mute =
        Mute.newBuilder()
            .setConversation("G")
            .setUntil(Timestamp.newBuilder().setSeconds(253_402_300_800L));
    assertRefused(Code.INVALID, "mute.until", of(ClientFrame.newBuilder().setMute(mute)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          G | {'access':'OPEN'} | access
          C | {'access':'BY_REQUEST'} | access
          C | {'send':'MEMBER'} | send
          C | {'add':'MEMBER'} | add
          C | {'edit':'MEMBER'} | edit
          G | {'slowMode':{'seconds':86401}} | slowMode.seconds
          G | {'slowMode':{'seconds':-1}} | slowMode.seconds
          """)
  void aSettingThatCannotBeIsNamed(String conversation, String settings, String field) {
    assertRefused(
        Code.INVALID,
        "changeSettings.settings." + field,
        of(
            "{'changeSettings':{'conversation':'%s','settings':%s}}"
                .formatted(conversation, settings)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'addMembers':{'conversation':'G','users':['bob','carol']}}",
        "{'addMembers':{'conversation':'C','users':['bob']}}",
        "{'removeMembers':{'conversation':'G','users':['bob']}}",
        "{'leave':{'conversation':'C'}}",
        "{'rename':{'conversation':'G','name':'a'}}",
        "{'describe':{'conversation':'G'}}",
        "{'describe':{'conversation':'G','description':'two\\nlines'}}",
        "{'setPicture':{'conversation':'G'}}",
        "{'setPicture':{'conversation':'C','picture':'A-z_0.9'}}",
        "{'setRole':{'conversation':'G','user':'bob','role':'ADMIN'}}",
        "{'changeSettings':{'conversation':'G','settings':{'send':'MEMBER','access':'BY_REQUEST'}}}",
        "{'changeSettings':{'conversation':'C','settings':{'send':'OWNER','access':'OPEN'}}}",
        "{'changeSettings':{'conversation':'G','settings':{'slowMode':{}}}}",
        "{'answerRequests':{'conversation':'G','users':['bob']}}",
        "{'createLink':{'conversation':'G','approval':true}}",
        "{'createLink':{'conversation':'C','expiresAt':'2030-01-01T00:00:00Z'}}",
        "{'revokeLink':{'conversation':'G','linkId':'0123456789a_'}}",
        "{'ban':{'conversation':'C','users':['bob']}}",
        "{'unban':{'conversation':'C','users':['bob']}}"
      })
  void whatIsRightBecomesACommandOfTheConversation(String json) {
    Action.Change change = assertInstanceOf(Action.Change.class, of(json));
    String named = change.command().getConversation();
    assertTrue(named.equals(GROUP) || named.equals(CHANNEL), named);
    assertTrue(change.command().getBodyCase() != Command.BodyCase.BODY_NOT_SET);
    assertEquals("", change.command().getFrameId());
  }

  @Test
  void theBodyAndItsNameAreInTheCommand() {
    Action.Change change =
        assertInstanceOf(
            Action.Change.class,
            of("{'rename':{'conversation':'G','name':'Föö','clientMessageId':'r1'}}"));
    assertEquals("Föö", change.command().getRename().getName());
    assertEquals("r1", change.command().getClientMessageId());
    assertEquals(People.NOBODY, change.people());
  }

  @Test
  void usersHaveToExistWhereTheyAreLetInOrGivenARole() {
    assertTrue(people("{'addMembers':{'conversation':'G','users':['bob']}}").haveToExist());
    assertTrue(people("{'ban':{'conversation':'C','users':['bob']}}").haveToExist());
    assertTrue(
        people("{'setRole':{'conversation':'G','user':'bob','role':'OWNER'}}").haveToExist());
    assertFalse(people("{'removeMembers':{'conversation':'G','users':['bob']}}").haveToExist());
    assertFalse(people("{'unban':{'conversation':'C','users':['bob']}}").haveToExist());
    assertFalse(people("{'answerRequests':{'conversation':'G','users':['bob']}}").haveToExist());
  }

  private static People people(String json) {
    People people = assertInstanceOf(Action.Change.class, of(json)).people();
    assertEquals(List.of("bob"), people.users());
    return people;
  }

  private static List<String> names(int count, int length) {
    return IntStream.range(0, count)
        .mapToObj(i -> "%04d".formatted(i) + "x".repeat(length - 4))
        .toList();
  }

  @Test
  void aCommandNamesAThousandAndTwentyFourUsersAndSixteenKibibytesOfThem() {
    assertInstanceOf(Action.Change.class, of(add(names(1_024, 16))));
    Refused tooMany = refused(of(add(names(1_025, 4))));
    assertEquals(Code.TOO_LARGE, tooMany.code());
    assertEquals("addMembers.users: 1025 users (expected: 1 to 1024)", tooMany.message());
    Refused tooLong = refused(of(add(names(300, 64))));
    assertEquals(Code.TOO_LARGE, tooLong.code());
    assertEquals(
        "addMembers.users: 19200 bytes of names (expected: at most 16384 in one request)",
        tooLong.message());
  }

  private static ClientFrame.Builder add(List<String> users) {
    return ClientFrame.newBuilder()
        .setAddMembers(AddMembers.newBuilder().setConversation(GROUP).addAllUsers(users));
  }

  @Test
  void aGroupBeginsWithAThousandAndTwentyFourItsCreatorIncluded() {
    assertInstanceOf(Action.Create.class, of(create(names(1_023, 60))));
    Refused tooMany = refused(of(create(names(1_024, 4))));
    assertEquals(Code.TOO_LARGE, tooMany.code());
    assertEquals(
        "createGroup.members: 1025 with the creator (expected: at most 1024)", tooMany.message());
    List<String> withCreator =
        IntStream.range(0, 1_024).mapToObj(i -> i == 7 ? "alice" : "u" + i).toList();
    assertInstanceOf(Action.Create.class, of(create(withCreator)));
  }

  private static ClientFrame.Builder create(List<String> members) {
    return ClientFrame.newBuilder()
        .setCreateGroup(CreateGroup.newBuilder().setName("g").addAllMembers(members));
  }

  @Test
  void aDuplicateIsNamed() {
    assertEquals(
        "createGroup.members: bob twice (expected: each once)",
        refused(of("{'createGroup':{'name':'g','members':['bob','carol','bob']}}")).message());
  }

  @Test
  void aChannelMayBeginOpen() {
    Action.Create create =
        assertInstanceOf(Action.Create.class, of("{'createChannel':{'name':'c','access':'OPEN'}}"));
    assertEquals(Kind.CHANNEL, create.kind());
    assertEquals(People.NOBODY, create.people());
  }

  @Test
  void aLinkSaysWhichConversationItLeadsTo() {
    Action.Join join = assertInstanceOf(Action.Join.class, of("{'join':{'link':'LINK_C'}}"));
    assertEquals(CHANNEL, join.conversation().text());
    assertEquals(CHANNEL, join.command().getConversation());
    assertEquals(CHANNEL + "." + SECRET, join.command().getJoin().getLink());
    Action.Join open = assertInstanceOf(Action.Join.class, of("{'join':{'conversation':'G'}}"));
    assertEquals(GROUP, open.command().getConversation());
  }

  @Test
  void whatAUserKeepsMayBeAnyConversation() {
    for (String one : List.of("D", "G", "C")) {
      for (String name : List.of("archive", "mute", "pin", "draft")) {
        Action.Keep keep =
            assertInstanceOf(
                Action.Keep.class, of("{'%s':{'conversation':'%s'}}".formatted(name, one)));
        assertEquals(name + ".conversation", keep.target());
      }
    }
  }

  @Test
  void aDraftIsAsLongAsAMessage() {
    String json = "{'draft':{'conversation':'D','text':'%s'}}";
    assertInstanceOf(Action.Keep.class, of(json.formatted("é".repeat(4096))));
    assertRefused(Code.TOO_LARGE, "draft.text", of(json.formatted("é".repeat(4097))));
  }

  @Test
  void messagesAndMarksGoToGroupsAndChannels() {
    for (String one : List.of("G", "C")) {
      Action.Send send =
          assertInstanceOf(
              Action.Send.class,
              of("{'send':{'conversation':'%s','clientMessageId':'c','text':'x'}}".formatted(one)));
      assertEquals("", send.command().getPeer());
      assertInstanceOf(
          Action.Mark.class, of("{'mark':{'conversation':'%s','read':'3'}}".formatted(one)));
      assertInstanceOf(
          Action.ReadBefore.class, of("{'history':{'conversation':'%s'}}".formatted(one)));
    }
  }

  @Test
  void positionsOfMembersSurviveTheirTokens() {
    Action.MemberPosition inGroup = new Action.MemberPosition(7, "a/b");
    assertEquals(inGroup, PageToken.members(PageToken.of(inGroup)).orElseThrow());
    Action.MemberPosition inChannel = new Action.MemberPosition(5_000_000_000L, "");
    assertEquals(inChannel, PageToken.members(PageToken.of(inChannel)).orElseThrow());
  }
}
