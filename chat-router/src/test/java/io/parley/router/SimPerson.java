package io.parley.router;

import io.parley.protocol.ConversationId;
import io.parley.protocol.UserKey;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Mark;
import io.parley.protocol.v1.Send;
import java.util.function.Consumer;

/// What the person with a device does now and then.
final class SimPerson {
  private final Simulation simulation;
  private final SimWorld world;
  private final SimDevice device;
  private int requests;

  SimPerson(Simulation simulation, SimDevice device) {
    this.simulation = simulation;
    this.world = simulation.world();
    this.device = device;
    world.later(500, 1_500, this::live);
  }

  private void live() {
    if (world.isHealed()) {
      return;
    }
    if (device.isConnected() && world.chance(0.06)) {
      device.leave();
    } else if (device.isConnected() && world.chance(0.3)) {
      markRead();
    } else {
      int burst = world.chance(0.05) ? world.between(3, 8) : 1;
      for (int i = 0; i < burst; i++) {
        act();
      }
    }
    world.later(100, 900, this::live);
  }

  /// Also for what somebody else decides that this person does.
  private void act() {
    if (!simulation.groups().act(this) && !simulation.channels().act(this)) {
      write(ConversationId.direct(device.user, simulation.peerOf(device.user)).text());
    }
  }

  String user() {
    return device.user;
  }

  void write(String conversation) {
    String id = nextId();
    device.ask(
        new SimRequest(
            SimRequest.Kind.MESSAGE,
            conversation,
            id,
            world.now(),
            command ->
                command.setSend(
                    Send.newBuilder().setClientMessageId(id).setText("text of " + id))));
  }

  /// A name that no other request has.
  private String nextId() {
    return device.name + "-" + requests++;
  }

  void ask(SimRequest.Kind kind, String conversation, Consumer<Command.Builder> body) {
    String id = nextId();
    device.ask(
        new SimRequest(
            kind,
            conversation,
            id,
            world.now(),
            command -> body.accept(command.setClientMessageId(id))));
  }

  private void markRead() {
    device
        .cursors()
        .forEach((conversation, cursor) -> {
          // Of a channel it goes by her own key, no further than her edge knows the channel to be
          boolean own = SimChannels.isChannel(conversation);
          // and more than there is
          long upTo = cursor + (!own && world.chance(0.2) ? 5 : 0);
          simulation
              .net()
              .command(
                  device
                      .command(own ? new UserKey(device.user).text() : conversation, "")
                      .setMark(
                          Mark.newBuilder()
                              .setConversation(conversation)
                              .setDelivered(upTo)
                              .setRead(upTo))
                      .build());
        });
  }
}
