package io.parley.edge.socket;

import io.parley.edge.SocketCloser;
import io.parley.edge.log.CommandLog;
import io.parley.presence.SessionAddress;
import io.parley.protocol.v1.CloseCode;
import io.parley.protocol.v1.CloseSession;
import java.util.concurrent.CompletionStage;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Closes sockets here, and through the log on other edges. Any thread.
final class Closer implements SocketCloser {
  private static final Logger log = LoggerFactory.getLogger(Closer.class);

  private final SessionIndex index;
  private final Registrations registrations;
  private final CommandLog commands;
  private final IntSupplier slot;

  Closer(SessionIndex index, Registrations registrations, CommandLog commands, IntSupplier slot) {
    this.index = index;
    this.registrations = registrations;
    this.commands = commands;
    this.slot = slot;
  }

  @Override
  public void close(String user, String device, CloseCode code) {
    for (Session session : index.of(user)) {
      if (session.device().equals(device)) {
        session.loop().execute(() -> session.close(code));
      }
    }
    CompletionStage<?> _ =
        registrations
            .sessionsOf(user)
            .whenComplete((addresses, fault) -> {
              if (fault != null) {
                log.atWarn()
                    .addKeyValue("code", code)
                    .log("sockets of a device on other edges could not be closed");
                return;
              }
              for (SessionAddress address : addresses) {
                if (address.device().equals(device)) {
                  close(address, code);
                }
              }
            });
  }

  void close(SessionAddress address, CloseCode code) {
    if (address.slot() == slot.getAsInt()) {
      Session session = index.byNumber(address.session());
      if (session != null) {
        session.loop().execute(() -> session.close(code));
      }
      return;
    }
    CompletionStage<Void> _ =
        commands
            .close(
                address.slot(),
                CloseSession.newBuilder().setSession(address.session()).setCode(code).build())
            .whenComplete((_, fault) -> {
              if (fault != null) {
                log.atWarn()
                    .addKeyValue("slot", address.slot())
                    .addKeyValue("code", code)
                    .log("a socket on another edge could not be closed");
              }
            });
  }
}
