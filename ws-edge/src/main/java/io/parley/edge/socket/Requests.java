package io.parley.edge.socket;

import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Heads;
import io.parley.protocol.v1.ServerFrame;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a welcomed device asks for: commands to the log, reads, heartbeats; and how much of it may
/// be unanswered at a time. Owned by the session's event loop.
final class Requests {
  private static final Duration RETRY_IN_FLIGHT = Duration.ofMillis(500);

  private final Session session;
  private final Services services;
  private final Promises promises;
  private final Commands commands;
  private final ReadQueue reads;

  /// Of a session that has marked something.
  private @Nullable Marking marking;

  Requests(Session session, Services services) {
    this.session = session;
    this.services = services;
    this.promises = new Promises(session, services);
    this.commands = new Commands(session, services, promises);
    this.reads = new ReadQueue(session);
  }

  /// Begins what a frame asks for, or says at once why not.
  @Nullable Refused perform(Action action, String re) {
    return switch (action) {
      case Action.Greet(var hello) -> {
        session.life().greet(re, hello);
        yield null;
      }
      case Action.Send send -> ifRoom(() -> commands.send(re, send));
      case Action.Create create -> ifRoom(() -> commands.create(re, create));
      case Action.Change change -> ifRoom(() -> commands.change(re, change));
      case Action.Join join -> ifRoom(() -> commands.join(re, join));
      case Action.Keep keep -> ifRoom(() -> commands.keep(re, keep));
      case Action.Mark mark -> marking().mark(re, mark);
      case Action.ReadBefore read -> read(re, () -> services.reads().before(session.user(), read));
      case Action.ReadAfter read -> read(re, () -> services.reads().after(session.user(), read));
      case Action.ListConversations read ->
          read(re, () -> services.reads().list(session.user(), read));
      case Action.ListMoved read -> read(re, () -> moved(read));
      case Action.GetInfo read -> read(re, () -> services.reads().info(session.user(), read));
      case Action.ListMembers read ->
          read(re, () -> services.reads().members(session.user(), read));
      case Action.Heartbeat _ -> {
        session.loop().pulses().add(session, re);
        yield null;
      }
      case Action.Nothing _ -> null;
      case Action.Refuse(var refused) -> refused;
    };
  }

  private CompletionStage<ServerFrame.Builder> moved(Action.ListMoved read) {
    return services
        .reads()
        .moved(session.user(), read.from(), read.limit())
        .thenApply((Heads heads) -> ServerFrame.newBuilder().setHeads(heads));
  }

  private Marking marking() {
    Marking begun = marking == null ? new Marking(session, services, commands) : marking;
    marking = begun;
    return begun;
  }

  private @Nullable Refused read(String re, ReadQueue.Read read) {
    return ifRoom(() -> {
      reads.add(re, read);
      return null;
    });
  }

  private @Nullable Refused ifRoom(Supplier<@Nullable Refused> request) {
    return promises.size() + reads.size() < services.config().limits().inFlightMax()
        ? request.get()
        : tooFast("too many unanswered frames", RETRY_IN_FLIGHT);
  }

  static Refused tooFast(String message, Duration retryAfter) {
    return Refused.later(Code.RATE_LIMITED, message, retryAfter);
  }

  /// The router's answer to a command.
  ///
  /// @param request which of the session's it was
  void answered(long request, byte[] payload) {
    promises.answered(request, payload);
  }

  /// Answers what nobody has answered in time.
  void expire(long now) {
    promises.expire(now);
  }

  /// The client has caught up with reading.
  void readOn() {
    reads.goOn();
  }

  /// The session is over.
  void clear() {
    promises.clear();
    reads.clear();
    if (marking != null) {
      marking.end();
    }
  }
}
