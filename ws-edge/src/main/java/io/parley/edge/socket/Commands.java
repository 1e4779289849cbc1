package io.parley.edge.socket;

import static io.parley.edge.socket.Requests.tooFast;

import io.parley.protocol.ConversationId;
import io.parley.protocol.UserKey;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.Origin;
import io.parley.runtime.resilience.RetryAfter;
import io.parley.runtime.resilience.StageFailure;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a session asks for that becomes a command in the log. What the router may not look up,
/// since its decisions rest on the log alone, is looked up here first: whether users exist, and
/// whether a conversation is one of the user's own. Such a look-up holds up the frames behind it,
/// so that what they ask for reaches the log in order. Owned by the session's event loop.
final class Commands {
  private final Session session;
  private final Services services;
  private final Promises promises;

  Commands(Session session, Services services, Promises promises) {
    this.session = session;
    this.services = services;
    this.promises = promises;
  }

  // ---- messages ----

  @Nullable Refused send(String re, Action.Send send) {
    Refused tooFast = messages(session.meter().message(send.resend(), now()));
    if (tooFast != null) {
      return tooFast;
    }
    Command.Builder command = send.command();
    promises.add(
        re,
        Promises.Answer.OF_A_MESSAGE,
        command.getConversation(),
        command.getSend().getClientMessageId());
    if (!send.resend()) {
      // one that is long on its way to the log may come after its own resend: the router looks
      command.setFirstAttemptAt(Pulses.timestamp(services.world().clock().instant()));
    }
    ifPeerExists(send.conversation(), send.target(), re, () -> append(re, command, re));
    return null;
  }

  private static @Nullable Refused messages(long wait) {
    return wait == 0 ? null : tooFast("too many messages", Duration.ofNanos(wait));
  }

  // ---- groups and channels ----

  @Nullable Refused create(String re, Action.Create create) {
    Refused tooFast = metered(create.people());
    if (tooFast != null) {
      return tooFast;
    }
    Command.Builder command = create.command();
    String conversation =
        Coins.conversation(
                create.kind(),
                session.user(),
                command.getClientMessageId(),
                services.world().secrets())
            .text();
    change(re, command.setConversation(conversation));
    if (create.kind() == Kind.CHANNEL) {
      ifRoomForAChannel(re, "createChannel", () -> append(re, command, re));
    } else {
      ifAllExist(create.people(), re, () -> append(re, command, re));
    }
    return null;
  }

  @Nullable Refused change(String re, Action.Change change) {
    Refused tooFast = metered(change.people());
    if (tooFast != null) {
      return tooFast;
    }
    Command.Builder command = change.command();
    if (command.hasCreateLink()) {
      command.setLinkSecret(Coins.secret(services.world().secrets()));
    }
    change(re, command);
    ifAllExist(change.people(), re, () -> append(re, command, re));
    return null;
  }

  @Nullable Refused join(String re, Action.Join join) {
    Refused tooFast = metered(Action.People.NOBODY);
    if (tooFast != null) {
      return tooFast;
    }
    Command.Builder command = join.command();
    change(re, command);
    if (join.conversation() instanceof ConversationId.Channel) {
      ifRoomForAChannel(re, "join", () -> append(re, command, re));
    } else {
      append(re, command, re);
    }
    return null;
  }

  private @Nullable Refused metered(Action.People people) {
    return messages(session.meter().command(people.users().size(), now()));
  }

  private void change(String re, Command.Builder command) {
    promises.add(
        re, Promises.Answer.OF_A_CHANGE, command.getConversation(), command.getClientMessageId());
  }

  private void ifAllExist(Action.People people, String re, Runnable then) {
    if (!people.haveToExist() || people.users().isEmpty()) {
      then.run();
      return;
    }
    session
        .intake()
        .await(
            services.reads().firstUnknown(session.user(), people.users(), services.users()),
            (unknown, fault) -> {
              if (unknown == null) {
                promises.failed(re, fault(fault, "finding the users"));
              } else if (unknown.isPresent()) {
                String message = people.field() + ": " + unknown.get() + " (expected: a user)";
                promises.failed(re, new Refused(Code.NOT_FOUND, message));
              } else {
                then.run();
              }
            });
  }

  /// @param field that asks for it
  private void ifRoomForAChannel(String re, String field, Runnable then) {
    session
        .intake()
        .await(
            services.reads().hasRoomForAChannel(session.user()),
            (hasRoom, fault) -> {
              if (hasRoom == null) {
                promises.failed(re, fault(fault, "counting your channels"));
              } else if (hasRoom) {
                then.run();
              } else {
                promises.failed(
                    re,
                    FieldRules.tooLarge(
                        field,
                        "you are in " + Reads.CHANNELS_MAX + " channels",
                        "fewer, to come into one more"));
              }
            });
  }

  // ---- one's own lists ----

  /// Keyed by the user: it concerns nobody else.
  @Nullable Refused keep(String re, Action.Keep keep) {
    Refused tooFast = metered(Action.People.NOBODY);
    if (tooFast != null) {
      return tooFast;
    }
    Command.Builder command = keep.command().setConversation(ownKey());
    promises.add(re, Promises.Answer.DONE, "", "");
    if (keep.conversation() instanceof ConversationId.Direct) {
      ifPeerExists(keep.conversation(), keep.target(), re, () -> append(re, command, re));
      return null;
    }
    session
        .intake()
        .await(
            services.reads().listed(session.user(), keep.conversation(), keep.target()),
            (listed, fault) -> {
              if (listed == null) {
                promises.failed(re, fault(fault, "finding the conversation"));
              } else {
                append(re, command, re);
              }
            });
    return null;
  }

  /// The key of what concerns this user alone.
  String ownKey() {
    return new UserKey(session.user()).text();
  }

  // ---- the log ----

  private void ifPeerExists(ConversationId conversation, String field, String re, Runnable then) {
    ifPeerExists(conversation, field, then, refused -> promises.failed(re, refused));
  }

  /// In a direct conversation; who is in others, their routers know.
  ///
  /// @param field that says who it is
  void ifPeerExists(
      ConversationId conversation, String field, Runnable then, Consumer<Refused> otherwise) {
    if (!(conversation instanceof ConversationId.Direct direct)
        || direct.peerOf(session.user()).equals(session.user())) {
      then.run();
      return;
    }
    session
        .intake()
        .await(
            services.users().exists(direct.peerOf(session.user())),
            (exists, fault) -> {
              if (exists == null) {
                otherwise.accept(fault(fault, "finding the user"));
              } else if (exists) {
                then.run();
              } else {
                otherwise.accept(new Refused(Code.NOT_FOUND, field + ": no such user"));
              }
            });
  }

  Refused fault(@Nullable Throwable fault, String what) {
    Throwable known = fault == null ? new IllegalStateException("no answer") : fault;
    return Faults.of(known, what, services.world().random());
  }

  /// Writes a command into the log.
  ///
  /// @param answer the `re` of its answer; empty: there is none
  /// @param re of the error, if it is not taken
  void append(String answer, Command.Builder command, String re) {
    Command complete =
        command
            .setFrameId(answer)
            .setOrigin(
                Origin.newBuilder()
                    .setUser(session.user())
                    .setDevice(session.device())
                    .setSession(session.number())
                    .setEdgeSlot(services.slot().getAsInt()))
            .build();
    CompletionStage<Void> _ =
        services
            .commands()
            .append(complete)
            .whenComplete((_, fault) -> {
              if (fault != null) { // else the answer comes as a delivery
                session.loop().execute(() -> notTaken(answer, re, fault));
              }
            });
  }

  private void notTaken(String answer, String re, Throwable told) {
    services.metrics().commandFailed();
    Refused refused =
        StageFailure.of(told) instanceof RetryAfter passing
            ? Refused.later(Code.UNAVAILABLE, "not taken: send it again", passing.retryAfter())
            : Faults.unavailable("not confirmed: send it again", services.world().random());
    if (answer.isEmpty()) {
      session.refuse(re, refused);
    } else {
      promises.failed(re, refused);
    }
  }

  private long now() {
    return services.world().now();
  }
}
