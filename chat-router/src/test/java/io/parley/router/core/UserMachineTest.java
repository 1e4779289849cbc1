package io.parley.router.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.parley.history.Inboxes;
import io.parley.history.Inboxes.Kept;
import io.parley.history.Inboxes.KeptAll;
import io.parley.protocol.UserKey;
import io.parley.protocol.v1.Archive;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Flags;
import io.parley.protocol.v1.Mark;
import io.parley.protocol.v1.Mute;
import io.parley.protocol.v1.Pin;
import io.parley.protocol.v1.SaveDraft;
import io.parley.protocol.v1.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What ann does with her own conversations.
class UserMachineTest {
  private static final Subject ANN = new Subject.User(new UserKey("ann"));
  private static final String GROUP = Groups.GROUP.text();

  /// How she keeps the group before.
  private static final KeptAll BEFORE = new KeptAll(false, 0, 77_000, Kept.Draft.NONE);

  private static Command.Builder ann() {
    return Groups.by("ann", ANN);
  }

  private static Turn.Result run(Command.Builder... commands) {
    List<LoggedCommand> logged = new ArrayList<>();
    for (Command.Builder command : commands) {
      logged.add(Given.logged(10 + logged.size(), command.build()));
    }
    ConversationState none = ConversationState.of(128, List.of());
    Turn turn = new Turn(new RouterMachine(MachineLimits.STANDARD), ANN, none, 0, logged);
    Optional<Question> asked = turn.proceed(LookedUp.NOTHING);
    while (asked.isPresent()) {
      assertInstanceOf(Question.FindKept.class, asked.get());
      asked = turn.proceed(new LookedUp.Kept(Map.of(GROUP, BEFORE)));
    }
    return turn.result();
  }

  private static Command.Builder archive(boolean archived) {
    return ann().setArchive(Archive.newBuilder().setConversation(GROUP).setArchived(archived));
  }

  private static ServerFrame told(Turn.Result result) {
    Effects effects = result.outcomes().getLast().effects();
    Broadcast broadcast = effects.broadcasts().getFirst();
    assertEquals(new Audience.Users(List.of("ann")), broadcast.audience());
    assertEquals(Optional.empty(), broadcast.moved());
    return broadcast.frame();
  }

  @Test
  void otherDevicesAreToldAllFlagsAndTheAskerThatItIsDone() {
    Command.Builder mute =
        ann().setMute(Mute.newBuilder().setConversation(GROUP).setUntil(Given.at(99_500)));
    Turn.Result result = run(archive(true), mute);
    Flags flags = told(result).getFlags();
    assertEquals(GROUP, flags.getConversation());
    assertEquals(true, flags.getArchived());
    assertEquals(Given.at(99_500), flags.getMutedUntil());
    assertEquals(Given.at(77_000), flags.getPinnedAt());
    ServerFrame answer = result.outcomes().getLast().effects().answer().orElseThrow();
    assertEquals(ServerFrame.BodyCase.DONE, answer.getBodyCase());
    assertEquals("f", answer.getRe());
    assertEquals(
        List.of(
            new Inboxes.Keeping("ann", GROUP, Given.idOf(10), new Kept.Archived(true)),
            new Inboxes.Keeping("ann", GROUP, Given.idOf(11), new Kept.Muted(99_500))),
        result.keepings());
  }

  @Test
  void ofTwoOfAKindTheLaterOneIsKept() {
    Turn.Result result = run(archive(true), archive(false));
    assertEquals(
        List.of(new Inboxes.Keeping("ann", GROUP, Given.idOf(11), new Kept.Archived(false))),
        result.keepings());
  }

  @Test
  void pinIsOfTheLogsTimeAndUnpinOfNone() {
    Pin.Builder pin = Pin.newBuilder().setConversation(GROUP);
    assertEquals(
        new Kept.Pinned(Given.timeOf(10)),
        run(ann().setPin(pin.setPinned(true))).keepings().getFirst().kept());
    Turn.Result unpinned = run(ann().setPin(pin.setPinned(false)));
    assertEquals(new Kept.Pinned(0), unpinned.keepings().getFirst().kept());
    assertEquals(false, told(unpinned).getFlags().hasPinnedAt());
  }

  @Test
  void draftIsToldAsItIs() {
    Turn.Result result =
        run(
            ann()
                .setDraft(
                    SaveDraft.newBuilder().setConversation(GROUP).setText("well").setReplyTo(5)));
    assertEquals(new Kept.Draft("well", 5, Given.timeOf(10)), result.keepings().getFirst().kept());
    assertEquals("well", told(result).getDraft().getText());
    assertEquals(Given.at(Given.timeOf(10)), told(result).getDraft().getAt());
  }

  @Test
  void marksInChannelsMoveForwardAndOnlyHerDevicesHear() {
    Mark.Builder mark = Mark.newBuilder().setConversation(Groups.CHANNEL.text());
    Turn.Result result =
        run(
            ann().setMark(mark.clone().setRead(7).setReadMessageId(70).setDelivered(7)),
            ann().setMark(mark.clone().setDelivered(9)));
    assertEquals(
        List.of(new Inboxes.Mark("ann", Groups.CHANNEL.text(), 9, 7, 70)), result.ownMarks());
    assertEquals(9, told(result).getReceipt().getDelivered());
    assertEquals(Groups.CHANNEL.text(), told(result).getReceipt().getConversation());
  }

  @Test
  void conversationsOfOneTurnAreLookedUpTogether() {
    String other = Groups.CHANNEL.text();
    List<LoggedCommand> logged =
        List.of(
            Given.logged(10, archive(true).build()),
            Given.logged(
                11, ann().setPin(Pin.newBuilder().setConversation(other).setPinned(true)).build()),
            Given.logged(12, ann().setPin(Pin.newBuilder().setConversation("u:x")).build()));
    ConversationState none = ConversationState.of(128, List.of());
    Turn turn = new Turn(new RouterMachine(MachineLimits.STANDARD), ANN, none, 0, logged);
    assertEquals(
        Optional.of(new Question.FindKept("ann", Set.of(GROUP, other))),
        turn.proceed(LookedUp.NOTHING));
    assertEquals(Optional.empty(), turn.proceed(new LookedUp.Kept(Map.of(GROUP, BEFORE))));
    assertEquals(3, turn.result().outcomes().size());
  }

  @Test
  void muteEndsWhereTimesDo() {
    Mute.Builder mute = Mute.newBuilder().setConversation(GROUP);
    long last = 253_402_300_799L;
    assertEquals(
        new Kept.Muted(last * 1_000),
        run(ann().setMute(mute.setUntil(Timestamp.newBuilder().setSeconds(last))))
            .keepings()
            .getFirst()
            .kept());
    assertEquals(
        Code.INVALID,
        codeOf(ann().setMute(mute.setUntil(Timestamp.newBuilder().setSeconds(last + 1)))));
  }

  @Test
  void whatIsNotHersAloneIsRefused() {
    assertEquals(Code.UNSUPPORTED, codeOf(Groups.send(ann(), "x")));
    assertEquals(Code.UNSUPPORTED, codeOf(Groups.leave(ann())));
    assertEquals(
        Code.INVALID, codeOf(ann().setArchive(Archive.newBuilder().setConversation("u:ann"))));
    assertEquals(
        Code.INVALID, codeOf(ann().setMark(Mark.newBuilder().setConversation(GROUP).setRead(-1))));
    Command foreign = Groups.by("bob", ANN).setPin(Pin.getDefaultInstance()).build();
    assertEquals(
        Code.FORBIDDEN,
        ((Admission.Rejected) Admission.of(ByteString.copyFromUtf8("u:ann"), foreign))
            .refusal()
            .code());
  }

  private static Code codeOf(Command.Builder command) {
    return StoredConversation.codeOf(run(command).outcomes().getFirst().decision());
  }
}
