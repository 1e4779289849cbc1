package io.parley.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.protocol.v1.Access;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.Sent;
import io.parley.protocol.v1.ServerFrame;
import io.parley.protocol.v1.Settings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// Groups and channels as an app has them: what is asked for, and what the listener hears of it.
class GroupsTest extends SteppedClient {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final List<ClientFrame> asked = new ArrayList<>();
  private final Groups groups =
      new Groups(frame -> {
        asked.add(frame);
        return CompletableFuture.completedFuture(
            ServerFrame.newBuilder().setSent(Sent.newBuilder().setLink("g:1.secret")).build());
      });

  @Test
  void eachRequestSaysWhatItIsAskedToAndHasAnIdOfItsOwn() {
    List<CompletableFuture<?>> answers =
        List.of(
            groups.createGroup("team", List.of("bob")),
            groups.createChannel("news", Access.OPEN),
            groups.addMembers("g:1", List.of("bob", "carol")),
            groups.removeMembers("g:1", List.of("bob")),
            groups.leave("g:1"),
            groups.rename("g:1", "crew"),
            groups.describe("g:1", "us"),
            groups.setPicture("g:1", "media"),
            groups.setRole("g:1", "bob", Role.ADMIN),
            groups.changeSettings("g:1", Settings.newBuilder().setSend(Role.ADMIN).build()),
            groups.join("c:1"),
            groups.joinByLink("g:1.secret"),
            groups.answerRequests("g:1", List.of("dave"), true),
            groups.createLink("g:1", NOON, true),
            groups.revokeLink("g:1", "link"),
            groups.ban("c:1", List.of("eve")),
            groups.unban("c:1", List.of("eve")));
    assertTrue(answers.stream().allMatch(CompletableFuture::isDone));
    Set<String> ids = new HashSet<>();
    asked.forEach(frame -> ids.add(Request.of(frame).clientMessageId()));
    assertEquals(answers.size(), ids.size());
    assertTrue(ids.stream().noneMatch(String::isEmpty));

    assertEquals(List.of("bob"), asked.get(0).getCreateGroup().getMembersList());
    assertEquals(Access.OPEN, asked.get(1).getCreateChannel().getAccess());
    assertEquals(List.of("bob", "carol"), asked.get(2).getAddMembers().getUsersList());
    assertEquals(List.of("bob"), asked.get(3).getRemoveMembers().getUsersList());
    assertEquals("g:1", asked.get(4).getLeave().getConversation());
    assertEquals("crew", asked.get(5).getRename().getName());
    assertEquals("us", asked.get(6).getDescribe().getDescription());
    assertEquals("media", asked.get(7).getSetPicture().getPicture());
    assertEquals(Role.ADMIN, asked.get(8).getSetRole().getRole());
    assertEquals(Role.ADMIN, asked.get(9).getChangeSettings().getSettings().getSend());
    assertEquals("c:1", asked.get(10).getJoin().getConversation());
    assertEquals("g:1.secret", asked.get(11).getJoin().getLink());
    assertTrue(asked.get(12).getAnswerRequests().getApprove());
    assertEquals(NOON, Times.instant(asked.get(13).getCreateLink().getExpiresAt()));
    assertEquals("link", asked.get(14).getRevokeLink().getLinkId());
    assertEquals(List.of("eve"), asked.get(15).getBan().getUsersList());
    assertEquals(List.of("eve"), asked.get(16).getUnban().getUsersList());
  }

  @Test
  void whatOnlyReadsHasNoIdAndMayBeRepeated() {
    assertTrue(groups.info("g:1").isDone());
    assertTrue(groups.members("g:1", 10, "p2").isDone());
    assertTrue(groups.banned("c:1", 10, "").isDone());

    assertEquals("g:1", asked.get(0).getInfo().getConversation());
    assertEquals("p2", asked.get(1).getMembers().getPageToken());
    assertTrue(asked.get(2).getMembers().getBanned());
    assertTrue(asked.stream().map(Request::of).allMatch(Request::isRead));
  }

  @Test
  void linkIsWhatTheAnswerGives() {
    assertEquals("g:1.secret", groups.createLink("g:1", null, false).join());
    assertEquals(false, asked.getFirst().getCreateLink().hasExpiresAt());
  }

  @Test
  void groupThatIsMadeHereBeginsWithItsCreationAndGoesOnWithWhatIsSaid() throws IOException {
    ParleyClient client = started();
    CompletableFuture<Sent> made = client.groups().createGroup("team", List.of("bob"));
    executor.runDue();
    String team = made.join().getConversation();
    Sending hello = client.send(Draft.in(team, "hello"));
    executor.runDue();
    ModelServer.Session bob = bob();
    sayIn(bob, team, "hi");
    executor.runDue();

    assertInstanceOf(Outcome.Sent.class, hello.result().orElseThrow());
    assertEquals(
        List.of(Event.BodyCase.CREATED, Event.BodyCase.MESSAGE, Event.BodyCase.MESSAGE),
        server.timeline(team).stream().map(Event::getBodyCase).toList());
    assertEquals(List.of("", "hello", "hi"), heard.texts);
  }

  @Test
  void requestWhoseConnectionIsLostIsDoneOnce() throws IOException {
    ParleyClient client = started();
    transport.last().losesAnswers = true;
    CompletableFuture<Sent> made = client.groups().createGroup("team", List.of("bob"));
    executor.runDue();
    transport.last().events.closed(Transport.Closing.broken("cut"));
    executor.advance(Duration.ofSeconds(5));

    assertEquals(1, made.join().getSeq());
    assertEquals(1, server.conversations().size());
    assertEquals(List.of(""), heard.texts);
  }

  @Test
  void refusalIsToldWithItsCode() throws IOException {
    ParleyClient client = started();
    CompletableFuture<Sent> renamed = client.groups().rename("g:none", "crew");
    executor.runDue();

    assertEquals(Code.NOT_FOUND, code(renamed));
  }

  @Test
  void howAConversationIsKeptIsSaidInOneFrameEach() throws IOException {
    ParleyClient client = started();
    List<CompletableFuture<Void>> kept =
        List.of(client.archive(CONVERSATION, true), client.mute(CONVERSATION, NOON));
    executor.runDue();
    kept.forEach(CompletableFuture::join);
    List<CompletableFuture<Void>> more =
        List.of(client.pin(CONVERSATION, true), client.saveDraft(CONVERSATION, "dear", 7));
    executor.runDue();
    more.forEach(CompletableFuture::join);

    assertEquals(List.of("ARCHIVE", "MUTE", "PIN", "DRAFT"), server.kept);
  }

  private void sayIn(ModelServer.Session from, String conversation, String text) {
    ClientFrame.Builder frame = ClientFrame.newBuilder();
    frame.getSendBuilder().setConversation(conversation).setText(text).setClientMessageId(text);
    ModelServer.Command _ = server.append(from, frame.build());
    server.applyNext();
  }
}
