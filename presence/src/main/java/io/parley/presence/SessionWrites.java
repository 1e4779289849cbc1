package io.parley.presence;

import io.parley.presence.SessionRegistry.SessionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// The three ways an entry is written; each is one script.
record SessionWrites(RegistryKeys keys, RegistryTerms terms) {
  /// Puts it over whatever stands there, which is answered; empty for nothing.
  Supplier<String> put(Pipeline pipeline, SessionKey session, SlotLease lease) {
    return put(pipeline, session, lease, List.of());
  }

  /// Puts it only over this.
  void replace(Pipeline pipeline, SessionKey session, SlotLease lease, String held) {
    Supplier<String> _ = put(pipeline, session, lease, List.of(held));
  }

  private Supplier<String> put(
      Pipeline pipeline, SessionKey session, SlotLease lease, List<String> onlyOver) {
    List<Object> arguments = new ArrayList<>(5);
    arguments.add(session.device());
    arguments.add(SessionEntry.of(lease, session.session()).text());
    arguments.add(terms.sessionTtl().toMillis());
    arguments.add(terms.bounds().devices());
    arguments.addAll(onlyOver);
    return pipeline.text(LuaScript.PUT_SESSION, keys.devices(session.user()), arguments.toArray());
  }

  /// Puts it where nothing stands; answers what stands there otherwise, empty for nothing.
  Supplier<String> keep(Pipeline pipeline, SessionKey session, SlotLease lease) {
    return pipeline.text(
        LuaScript.KEEP_SESSION,
        keys.devices(session.user()),
        session.device(),
        SessionEntry.of(lease, session.session()).text(),
        terms.sessionTtl().toMillis());
  }

  void remove(Pipeline pipeline, SessionKey session) {
    Supplier<Long> _ =
        pipeline.number(
            LuaScript.REMOVE_SESSION,
            keys.devices(session.user()),
            session.device(),
            SessionEntry.sessionText(session.session()),
            terms.sessionTtl().toMillis());
  }
}
