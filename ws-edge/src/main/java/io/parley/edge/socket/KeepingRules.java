package io.parley.edge.socket;

import static io.parley.edge.socket.FrameRules.refuse;
import static io.parley.edge.socket.Refused.invalid;

import io.parley.edge.socket.FieldRules.Named;
import io.parley.protocol.v1.Archive;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Mute;
import io.parley.protocol.v1.Pin;
import io.parley.protocol.v1.SaveDraft;
import java.util.Optional;

/// What a user may do with a conversation of hers that nobody else sees: archive it, mute it, pin
/// it, begin to write. Pure.
final class KeepingRules {
  /// The end of the year 9999, beyond which no frame can say a time.
  private static final long LATEST_SECONDS = 253_402_300_799L;

  private KeepingRules() {}

  static Action archive(Archive archive, String user) {
    return keep(
        "archive", archive.getConversation(), user, Command.newBuilder().setArchive(archive));
  }

  static Action pin(Pin pin, String user) {
    return keep("pin", pin.getConversation(), user, Command.newBuilder().setPin(pin));
  }

  static Action mute(Mute mute, String user) {
    long until = mute.getUntil().getSeconds();
    return mute.hasUntil() && (until <= 0 || until > LATEST_SECONDS)
        ? refuse(invalid("mute.until", "before 1970 or after 9999", "a time to come, or nothing"))
        : keep("mute", mute.getConversation(), user, Command.newBuilder().setMute(mute));
  }

  /// @param textMax the most characters a draft may have: as many as a message
  static Action draft(SaveDraft draft, String user, int textMax) {
    int characters = FieldRules.characters(draft.getText());
    Optional<Refused> wrong =
        FieldRules.firstOf(
            FieldRules.when(
                characters > textMax,
                () ->
                    FieldRules.tooLarge(
                        "draft.text", characters + " characters", "at most " + textMax)),
            FieldRules.when(
                draft.getReplyTo() < 0,
                () -> invalid("draft.replyTo", "" + draft.getReplyTo(), "a messageId, or 0")));
    return wrong
        .map(FrameRules::refuse)
        .orElseGet(() ->
            keep("draft", draft.getConversation(), user, Command.newBuilder().setDraft(draft)));
  }

  private static Action keep(
      String name, String conversation, String user, Command.Builder command) {
    String field = name + ".conversation";
    return switch (FieldRules.conversation(field, conversation, user)) {
      case Named.One(var named) -> new Action.Keep(named, field, command);
      case Named.Wrong(var refused) -> refuse(refused);
    };
  }
}
