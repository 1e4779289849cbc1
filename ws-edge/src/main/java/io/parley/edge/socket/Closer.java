package io.parley.edge.socket;

import io.parley.edge.SocketCloser;
import io.parley.edge.log.CommandLog;
import io.parley.presence.SessionAddress;
import io.parley.protocol.v1.CloseCode;
import io.parley.protocol.v1.CloseSession;
import java.util.concurrent.CompletableFuture;
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
  public CompletionStage<Void> close(String user, String device, CloseCode code) {
    for (Session session : index.of(user)) {
      if (session.device().equals(device)) {
        session.loop().execute(() -> session.close(code));
      }
    }
    return registrations
        .sessionsOf(user)
        .thenCompose(addresses ->
            CompletableFuture.allOf(
                addresses.stream()
                    .filter(address -> address.device().equals(device))
                    .map(address -> tell(address, code).toCompletableFuture())
                    .toArray(CompletableFuture[]::new)));
  }

  /// What is lost on the way is only logged: whoever is displaced learns it with its next ping too.
  void close(SessionAddress address, CloseCode code) {
    CompletionStage<Void> _ =
        tell(address, code)
            .whenComplete((_, fault) -> {
              if (fault != null) {
                log.atWarn()
                    .addKeyValue("slot", address.slot())
                    .addKeyValue("code", code)
                    .log("a socket on another edge could not be closed");
              }
            });
  }

  private CompletionStage<Void> tell(SessionAddress address, CloseCode code) {
    if (address.slot() == slot.getAsInt()) {
      Session session = index.byNumber(address.session());
      if (session != null) {
        session.loop().execute(() -> session.close(code));
      }
      return CompletableFuture.completedStage(null);
    }
    return commands.close(
        address.slot(),
        CloseSession.newBuilder().setSession(address.session()).setCode(code).build());
  }
}
