package io.parley.edge.socket;

import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Mark;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The marks of a session that has marked something: counted, gathered ([GatheredMarks]), and
/// written to the log. Owned by the session's event loop.
final class Marking {
  private final Session session;
  private final Services services;
  private final Commands commands;
  private final GatheredMarks gathered = new GatheredMarks();

  /// Whether the loop's ticks look after it.
  private boolean ticking;

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
        refused -> session.refuse(re, refused));
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

  /// The session is over: what it has marked is written now.
  void end() {
    gathered.takeAll().forEach(this::write);
  }

  private void write(GatheredMarks.Asked asked) {
    switch (asked.conversation()) {
      case ConversationId.Direct direct -> write(asked.re(), direct.text(), asked.mark());
      case ConversationId.Group group -> write(asked.re(), group.text(), asked.mark());
      case ConversationId.Channel channel -> writeOwn(asked.re(), channel, asked.mark());
    }
  }

  private void write(String re, String conversation, Mark mark) {
    commands.append(
        "",
        Command.newBuilder()
            .setConversation(conversation)
            .setMark(mark.toBuilder().clearConversation()),
        re);
  }

  /// Never asks the channel's router: that would be a command for each member and message. So where
  /// the channel stands is looked up here, and what is marked beyond it is cut.
  private void writeOwn(String re, ConversationId.Channel channel, Mark mark) {
    session
        .loop()
        .whenDone(
            services.reads().marked(session.user(), channel, mark),
            (marked, fault) -> {
              if (marked == null) {
                session.refuse(re, commands.fault(fault, "marking"));
              } else {
                commands.append(
                    "",
                    Command.newBuilder().setConversation(commands.ownKey()).setMark(marked),
                    re);
              }
            });
  }
}
