package io.parley.edge.socket;

import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Mark;
import io.parley.runtime.resilience.RetryAfter;
import io.parley.runtime.resilience.StageFailure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The marks of a session that has marked something: counted, gathered ([GatheredMarks]), and
/// written to the log. Owned by the session's event loop.
final class Marking {
  /// How often, and how far apart, what is left of a session that is over is tried while it cannot
  /// be read for.
  private static final int LAST_TRIES = 20;

  private static final long LAST_TRY_EVERY_MS = 500;

  private final Session session;
  private final Services services;
  private final Commands commands;
  private final GatheredMarks gathered = new GatheredMarks();

  /// Whether the loop's ticks look after it.
  private boolean ticking;

  /// A mark in a channel, which is the user's own.
  ///
  /// @param isMember known from the session, else the memory is asked
  private record Own(GatheredMarks.Asked asked, ConversationId.Channel channel, boolean isMember) {}

  Marking(Session session, Services services, Commands commands) {
    this.session = session;
    this.services = services;
    this.commands = commands;
  }

  @Nullable Refused mark(String re, Action.Mark action) {
    long wait = session.meter().mark(services.world().now());
    if (wait > 0) {
      return Requests.tooFast("too many marks", Duration.ofNanos(wait));
    }
    GatheredMarks.Asked asked = new GatheredMarks.Asked(re, action.conversation(), action.mark());
    commands.ifPeerExists(
        action.conversation(),
        "mark.conversation",
        () -> gather(asked),
        refused -> refuse(re, refused));
    return null;
  }

  private void gather(GatheredMarks.Asked asked) {
    if (session.isOver()) { // since its peer was looked up: nobody looks after it any more
      write(asked);
      return;
    }
    if (gathered.isNow(asked, services.world().now())) {
      write(asked);
    } else {
      services.metrics().markGathered();
    }
    tickOn();
  }

  private void tickOn() {
    if (!ticking) {
      ticking = true;
      session.loop().marks().add(this);
    }
  }

  /// Writes those whose time has come. Returns whether nothing is left to look after.
  boolean tick() {
    gathered.due(services.world().now()).forEach(this::write);
    ticking = !gathered.isEmpty();
    return !ticking;
  }

  /// The session is over: what it has marked is written now; what has to be read for, one after
  /// another.
  void end() {
    Queue<Own> last = new ArrayDeque<>();
    for (GatheredMarks.Asked asked : gathered.takeAll()) {
      if (asked.conversation() instanceof ConversationId.Channel channel) {
        last.add(own(asked, channel));
      } else {
        write(asked);
      }
    }
    writeLast(last, LAST_TRIES);
  }

  private void writeLast(Queue<Own> last, int tries) {
    Own next = last.peek();
    if (next == null) {
      return;
    }
    if (tries == 0) {
      services.metrics().marksLost(last.size());
      return;
    }
    cut(
        next,
        (mark, fault) -> {
          if (mayPass(fault)) {
            session.loop().schedule(() -> writeLast(last, tries - 1), LAST_TRY_EVERY_MS);
          } else {
            last.remove();
            write(next, mark, fault);
            writeLast(last, tries);
          }
        });
  }

  private void write(GatheredMarks.Asked asked) {
    switch (asked.conversation()) {
      case ConversationId.Direct direct -> write(asked.re(), direct.text(), asked.mark());
      case ConversationId.Group group -> write(asked.re(), group.text(), asked.mark());
      case ConversationId.Channel channel -> write(own(asked, channel));
    }
  }

  private void write(String re, String conversation, Mark mark) {
    append(
        re,
        Command.newBuilder()
            .setConversation(conversation)
            .setMark(mark.toBuilder().clearConversation()));
  }

  private void append(String re, Command.Builder command) {
    commands.append(command, refused -> refuse(re, refused));
  }

  /// Of a session that is over nobody is there to send it again: then it is lost.
  private void refuse(String re, Refused refused) {
    if (session.isOver()) {
      services.metrics().marksLost(1);
    } else {
      session.refuse(re, refused);
    }
  }

  // ---- in channels ----

  private Own own(GatheredMarks.Asked asked, ConversationId.Channel channel) {
    return new Own(asked, channel, session.hears(channel.text()));
  }

  private void write(Own own) {
    cut(
        own,
        (mark, fault) -> {
          if (!mayPass(fault) || !keepBack(own)) {
            write(own, mark, fault);
          }
        });
  }

  /// Never asks the channel's router: that would be a command for each member and message. So where
  /// the channel stands is looked up here, and what is marked beyond it is cut.
  private void cut(Own own, BiConsumer<@Nullable Mark, @Nullable Throwable> then) {
    session
        .loop()
        .whenDone(
            services
                .reads()
                .marked(session.user(), own.channel(), own.asked().mark(), own.isMember()),
            then);
  }

  private void write(Own own, @Nullable Mark cut, @Nullable Throwable fault) {
    String re = own.asked().re();
    if (cut == null) {
      refuse(re, commands.fault(fault, "marking"));
    } else {
      append(re, Command.newBuilder().setConversation(commands.ownKey()).setMark(cut));
    }
  }

  /// Returns false where there is no room to keep it.
  private boolean keepBack(Own own) {
    if (session.isOver()) {
      writeLast(new ArrayDeque<>(List.of(own)), LAST_TRIES);
      return true;
    }
    if (!gathered.keepBack(own.asked(), services.world().now())) {
      return false;
    }
    services.metrics().markKeptBack();
    tickOn();
    return true;
  }

  /// Too many read, or the memory is away.
  private static boolean mayPass(@Nullable Throwable fault) {
    return fault != null && StageFailure.of(fault) instanceof RetryAfter;
  }
}
