package io.parley.edge.socket;

import io.parley.edge.EdgeConfig.SocketLimits;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Heads;
import io.parley.protocol.v1.Origin;
import io.parley.protocol.v1.ServerFrame;
import io.parley.runtime.resilience.RetryAfter;
import io.parley.runtime.resilience.StageFailure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What a welcomed device asks for, and the answers it was promised: commands to the log, reads,
/// heartbeats. Each promise ends in one answer: the router's, or an error of ours when the log does
/// not take the command or nobody answers in time. Owned by the session's event loop.
final class Requests {
  private static final Duration RETRY_IN_FLIGHT = Duration.ofMillis(500);

  private final Session session;
  private final Services services;
  private final ReadQueue reads;
  private @Nullable ArrayDeque<InFlight> commands;

  /// A message whose answer has not come.
  private record InFlight(String re, String clientMessageId, long sentAt) {}

  Requests(Session session, Services services) {
    this.session = session;
    this.services = services;
    this.reads = new ReadQueue(session);
  }

  /// Begins what a frame asks for, or says at once why not.
  @Nullable Refused perform(Action action, String re) {
    return switch (action) {
      case Action.Greet(var hello) -> {
        session.greet(re, hello);
        yield null;
      }
      case Action.Send send -> send(re, send);
      case Action.Mark mark -> mark(re, mark);
      case Action.ReadBefore read -> read(re, () -> services.reads().before(session.user(), read));
      case Action.ReadAfter read -> read(re, () -> services.reads().after(session.user(), read));
      case Action.ListConversations read ->
          read(re, () -> services.reads().list(session.user(), read));
      case Action.ListMoved read ->
          read(
              re,
              () ->
                  services
                      .reads()
                      .moved(session.user(), read.from(), read.limit())
                      .thenApply((Heads heads) -> ServerFrame.newBuilder().setHeads(heads)));
      case Action.Heartbeat _ -> {
        session.loop().pulses().add(session, re);
        yield null;
      }
      case Action.Nothing _ -> null;
      case Action.Refuse(var refused) -> refused;
    };
  }

  private @Nullable Refused read(String re, ReadQueue.Read read) {
    if (inFlight() >= limits().inFlightMax()) {
      return tooFast("too many unanswered frames", RETRY_IN_FLIGHT);
    }
    reads.add(re, read);
    return null;
  }

  private @Nullable Refused send(String re, Action.Send send) {
    if (inFlight() >= limits().inFlightMax()) {
      return tooFast("too many unanswered frames", RETRY_IN_FLIGHT);
    }
    long wait = session.meter().message(send.resend(), now());
    if (wait > 0) {
      return tooFast("too many messages", Duration.ofNanos(wait));
    }
    Command.Builder command = send.command();
    promise(re, command.getSend().getClientMessageId());
    if (!send.resend()) {
      // one that is long on its way to the log may come after its own resend: the router looks
      command.setFirstAttemptAt(Pulses.timestamp(services.world().clock().instant()));
    }
    ifPeerExists(
        send.conversation(),
        send.target(),
        () -> append(re, command, re),
        refused -> failed(re, refused));
    return null;
  }

  private @Nullable Refused mark(String re, Action.Mark mark) {
    long wait = session.meter().mark(now());
    if (wait > 0) {
      return tooFast("too many marks", Duration.ofNanos(wait));
    }
    ifPeerExists(
        mark.conversation(),
        "mark.conversation",
        () -> append("", mark.command(), re),
        refused -> session.refuse(re, refused));
    return null;
  }

  /// Holds up the frames behind it until that is known, so that what they ask for is done in order.
  ///
  /// @param field that says who it is
  private void ifPeerExists(
      ConversationId.Direct conversation,
      String field,
      Runnable then,
      Consumer<Refused> otherwise) {
    String peer = conversation.peerOf(session.user());
    if (peer.equals(session.user())) {
      then.run();
      return;
    }
    session
        .intake()
        .await(
            services.users().exists(peer),
            (exists, fault) -> {
              if (fault != null) {
                otherwise.accept(Faults.of(fault, "finding the user", services.world().random()));
              } else if (Boolean.TRUE.equals(exists)) {
                then.run();
              } else {
                otherwise.accept(new Refused(Code.NOT_FOUND, field + ": no such user"));
              }
            });
  }

  /// Writes a command into the log.
  ///
  /// @param answer the `re` of its answer; empty: there is none
  /// @param re of the error, if it is not taken
  private void append(String answer, Command.Builder command, String re) {
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
      failed(re, refused);
    }
  }

  private int inFlight() {
    return (commands == null ? 0 : commands.size()) + reads.size();
  }

  private void promise(String re, String clientMessageId) {
    if (re.isEmpty()) {
      return; // the client wants no answer
    }
    if (commands == null) {
      commands = new ArrayDeque<>(4);
    }
    commands.add(new InFlight(re, clientMessageId, now()));
    services.metrics().inFlight(1);
  }

  private @Nullable InFlight keep(Predicate<InFlight> promise) {
    ArrayDeque<InFlight> promised = commands;
    if (promised == null) {
      return null;
    }
    for (InFlight command : promised) {
      if (promise.test(command)) {
        promised.removeFirstOccurrence(command);
        services.metrics().inFlight(-1);
        if (promised.isEmpty()) {
          commands = null;
        }
        return command;
      }
    }
    return null;
  }

  /// The router's answer to a command. One that nobody waits for any more is dropped: the client
  /// was told to send again, and may use the frame's id for another message by now.
  ///
  /// @param frame what is in the payload
  void answered(ServerFrame frame, byte[] payload) {
    InFlight command = keep(promised -> isAnswer(frame, promised));
    if (command == null) {
      services.metrics().answerDropped();
    } else {
      services.metrics().commandAnswered(Duration.ofNanos(now() - command.sentAt()));
      session.deliver(payload);
    }
  }

  private static boolean isAnswer(ServerFrame frame, InFlight command) {
    return command.re().equals(frame.getRe())
        && (!frame.hasSent()
            || command.clientMessageId().equals(frame.getSent().getClientMessageId()));
  }

  private void failed(String re, Refused refused) {
    if (re.isEmpty() || keep(promised -> promised.re().equals(re)) != null) {
      session.refuse(re, refused);
    }
  }

  /// Tells the client about commands that nobody has answered in time: it may send again.
  void expire(long now) {
    long answerWithin = services.config().answerWithin().toNanos();
    for (InFlight oldest = oldest(); oldest != null; oldest = oldest()) {
      if (now - oldest.sentAt() <= answerWithin) {
        return;
      }
      services.metrics().answerTimedOut();
      failed(
          oldest.re(),
          Faults.unavailable("no answer in time: send it again", services.world().random()));
    }
  }

  private @Nullable InFlight oldest() {
    return commands == null ? null : commands.peek();
  }

  /// The client has caught up with reading.
  void readOn() {
    reads.goOn();
  }

  void clear() {
    if (commands != null) {
      services.metrics().inFlight(-commands.size());
      commands = null;
    }
    reads.clear();
  }

  private SocketLimits limits() {
    return services.config().limits();
  }

  private static Refused tooFast(String message, Duration retryAfter) {
    return Refused.later(Code.RATE_LIMITED, message, retryAfter);
  }

  private long now() {
    return services.world().now();
  }
}
