package io.parley.edge.socket;

import static io.parley.edge.socket.Requests.tooFast;

import io.parley.edge.socket.Action.People;
import io.parley.edge.socket.Promises.Promise;
import io.parley.protocol.ConversationId;
import io.parley.protocol.UserKey;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.Origin;
import io.parley.runtime.resilience.RetryAfter;
import io.parley.runtime.resilience.StageFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a session asks for that becomes a command in the log. What the router may not look up,
/// since its decisions rest on the log alone, is looked up here first: whether users exist, whether
/// they have room for one more channel, and whether a conversation is one of the user's own. Such a
/// look-up holds up the frames behind it, so that what they ask for reaches the log in order. Owned
/// by the session's event loop.
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
    Promise promise = promises.add(re);
    if (!send.resend()) {
      // one that is long on its way to the log may come after its own resend: the router looks
      command.setFirstAttemptAt(Pulses.timestamp(services.world().clock().instant()));
    }
    ifPeerExists(send.conversation(), send.target(), promise, () -> append(promise, command));
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
    command.setConversation(conversation);
    Promise promise = promises.add(re);
    if (create.kind() == Kind.CHANNEL) {
      ifRoomToComeIn(me("createChannel"), promise, command);
    } else {
      ifAllExist(create.people(), promise, () -> append(promise, command));
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
    Promise promise = promises.add(re);
    ifAllExist(change.people(), promise, () -> ifRoomFor(change.people(), promise, command));
    return null;
  }

  @Nullable Refused join(String re, Action.Join join) {
    Refused tooFast = metered(People.NOBODY);
    if (tooFast != null) {
      return tooFast;
    }
    Promise promise = promises.add(re);
    if (join.conversation() instanceof ConversationId.Channel) {
      ifRoomToComeIn(me("join"), promise, join.command());
    } else {
      append(promise, join.command());
    }
    return null;
  }

  private @Nullable Refused metered(People people) {
    return messages(session.meter().command(people.users().size(), now()));
  }

  /// @param field with which the user asks for herself
  private People me(String field) {
    return new People(field, List.of(session.user()), true);
  }

  private void ifAllExist(People people, Promise promise, Runnable then) {
    if (!people.haveToExist() || people.users().isEmpty()) {
      then.run();
      return;
    }
    await(
        services.reads().firstUnknown(session.user(), people.users(), services.users()),
        "finding the users",
        promise,
        unknown ->
            unknown.ifPresentOrElse(
                user -> {
                  String message = people.field() + ": " + user + " (expected: a user)";
                  promises.failed(promise, new Refused(Code.NOT_FOUND, message));
                },
                then));
  }

  /// Writes the command when all whom it puts into the roll of a channel have room for it.
  private void ifRoomFor(People people, Promise promise, Command.Builder command) {
    if (!command.getConversation().startsWith(ConversationId.Channel.PREFIX)) {
      append(promise, command);
    } else if (command.hasAddMembers()) {
      ifRoomToComeIn(people, promise, command);
    } else if (command.hasBan()) {
      ifRoomForBan(people, promise, command);
    } else {
      append(promise, command);
    }
  }

  private void ifRoomToComeIn(People people, Promise promise, Command.Builder command) {
    await(
        services
            .reads()
            .firstWithoutRoom(session.user(), people.users(), command.getConversation()),
        "counting channels",
        promise,
        full ->
            full.ifPresentOrElse(
                user -> promises.failed(promise, inTooManyChannels(people.field(), user)),
                () -> append(promise, command)));
  }

  private Refused inTooManyChannels(String field, String user) {
    String found =
        user.equals(session.user())
            ? "you are in " + Reads.CHANNELS_MAX + " channels"
            : "%s is in %d channels, or has been in %d"
                .formatted(user, Reads.CHANNELS_MAX, Reads.ROWS_BY_OTHERS);
    return FieldRules.tooLarge(field, found, "fewer, to come into one more");
  }

  private void ifRoomForBan(People people, Promise promise, Command.Builder command) {
    await(
        services
            .reads()
            .firstWithoutRoomForBan(session.user(), people.users(), command.getConversation()),
        "counting channels",
        promise,
        full ->
            full.ifPresentOrElse(
                user -> promises.failed(promise, tooManyToBan(people.field(), user)),
                () -> append(promise, command)));
  }

  private static Refused tooManyToBan(String field, String user) {
    String found =
        "%s has been in %d channels, and not in this one".formatted(user, Reads.ROWS_BY_OTHERS);
    return FieldRules.tooLarge(field, found, "fewer, or who has been in this one");
  }

  // ---- one's own lists ----

  /// Keyed by the user: it concerns nobody else.
  @Nullable Refused keep(String re, Action.Keep keep) {
    Refused tooFast = metered(People.NOBODY);
    if (tooFast != null) {
      return tooFast;
    }
    Command.Builder command = keep.command().setConversation(ownKey());
    Promise promise = promises.add(re);
    if (keep.conversation() instanceof ConversationId.Direct) {
      ifPeerExists(keep.conversation(), keep.target(), promise, () -> append(promise, command));
    } else {
      await(
          services.reads().listed(session.user(), keep.conversation(), keep.target()),
          "finding the conversation",
          promise,
          _ -> append(promise, command));
    }
    return null;
  }

  /// The key of what concerns this user alone.
  String ownKey() {
    return new UserKey(session.user()).text();
  }

  // ---- what is looked up ----

  /// Holds up the frames behind until this was read. What cannot be read is the answer.
  private <T> void await(CompletionStage<T> stage, String what, Promise promise, Consumer<T> then) {
    session
        .intake()
        .await(
            stage,
            (value, fault) -> {
              if (value == null) {
                promises.failed(promise, fault(fault, what));
              } else {
                then.accept(value);
              }
            });
  }

  private void ifPeerExists(
      ConversationId conversation, String field, Promise promise, Runnable then) {
    ifPeerExists(conversation, field, then, refused -> promises.failed(promise, refused));
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

  // ---- the log ----

  /// Writes a command into the log that keeps this promise. One that nobody wants an answer to has
  /// no id of a frame.
  private void append(Promise promise, Command.Builder command) {
    write(
        command.setFrameId(promise.re()),
        promise.number(),
        refused -> promises.failed(promise, refused));
  }

  /// Writes a command into the log for whose answer nobody waits.
  ///
  /// @param otherwise is told if it is not taken
  void append(Command.Builder command, Consumer<Refused> otherwise) {
    write(command, 0, otherwise);
  }

  private void write(Command.Builder command, long request, Consumer<Refused> otherwise) {
    Command complete =
        command
            .setOrigin(
                Origin.newBuilder()
                    .setUser(session.user())
                    .setDevice(session.device())
                    .setSession(session.number())
                    .setEdgeSlot(services.slot().getAsInt())
                    .setRequest(request))
            .build();
    CompletionStage<Void> _ =
        services
            .commands()
            .append(complete)
            .whenComplete((_, fault) -> {
              if (fault != null) { // else the answer comes as a delivery
                session.loop().execute(() -> otherwise.accept(notTaken(fault)));
              }
            });
  }

  private Refused notTaken(Throwable told) {
    services.metrics().commandFailed();
    return StageFailure.of(told) instanceof RetryAfter passing
        ? Refused.later(Code.UNAVAILABLE, "not taken: send it again", passing.retryAfter())
        : Faults.unavailable("not confirmed: send it again", services.world().random());
  }

  private long now() {
    return services.world().now();
  }
}
