package io.parley.load.protocol;

import io.gatling.core.CoreComponents;
import io.gatling.core.config.GatlingConfiguration;
import io.gatling.core.protocol.Protocol;
import io.gatling.core.protocol.ProtocolComponents;
import io.gatling.core.protocol.ProtocolKey;
import io.gatling.core.session.Session;
import io.gatling.javaapi.core.ProtocolBuilder;
import scala.Function1;
import scala.runtime.BoxedUnit;

/// Parley among Gatling's protocols. One simulation plays on one stage.
public record ParleyProtocol(Stage stage) implements Protocol, ProtocolBuilder {
  static final ProtocolKey<ParleyProtocol, Components> KEY = new Key();

  @Override
  public Protocol protocol() {
    return this;
  }

  /// What actions use while Gatling runs.
  record Components(Stage stage, CoreComponents core) implements ProtocolComponents {
    Journal journal(Session session) {
      return new GatlingJournal(core.statsEngine(), core.clock(), session.scenario());
    }

    @Override
    public Function1<Session, Session> onStart() {
      return session -> session;
    }

    @Override
    public Function1<Session, BoxedUnit> onExit() {
      return ProtocolComponents.NoopOnExit();
    }
  }

  private static final class Key implements ProtocolKey<ParleyProtocol, Components> {
    @Override
    @SuppressWarnings("unchecked") // Scala has the type of the class less exactly than Java
    public Class<Protocol> protocolClass() {
      return (Class<Protocol>) (Class<?>) ParleyProtocol.class;
    }

    @Override
    public ParleyProtocol defaultProtocolValue(GatlingConfiguration configuration) {
      throw new IllegalStateException("protocols: none (expected: a ParleyProtocol)");
    }

    @Override
    public Function1<ParleyProtocol, Components> newComponents(CoreComponents core) {
      return protocol -> {
        protocol.stage.watch(core.eventLoopGroup());
        return new Components(protocol.stage, core);
      };
    }
  }
}
