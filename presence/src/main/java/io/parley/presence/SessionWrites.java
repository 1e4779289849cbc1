package io.parley.presence;

import io.parley.presence.SessionRegistry.SessionKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The ways an entry is written; each is one script.
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
    return pipeline.text(LuaScript.PUT_SESSION, keys.sessions(session.user()), arguments.toArray());
  }

  /// Puts it where nothing stands; answers what stands there otherwise, empty for nothing.
  Supplier<String> keep(Pipeline pipeline, SessionKey session, SlotLease lease) {
    return pipeline.text(
        LuaScript.KEEP_SESSION,
        keys.sessions(session.user()),
        session.device(),
        SessionEntry.of(lease, session.session()).text(),
        terms.sessionTtl().toMillis());
  }

  /// Does the same, and reads what has moved for its user in these spans.
  Supplier<Beat> pulse(Pipeline pipeline, SessionKey session, SlotLease lease, List<Long> spans) {
    List<Object> own = new ArrayList<>(1 + spans.size());
    own.add(keys.sessions(session.user()));
    spans.forEach(span -> own.add(keys.news(session.user(), span)));
    Supplier<List<Object>> answer =
        pipeline.list(
            LuaScript.PULSE_SESSION,
            own,
            session.device(),
            SessionEntry.of(lease, session.session()).text(),
            terms.sessionTtl().toMillis());
    return () -> Beat.of(answer.get());
  }

  /// @param held what stands where the session belongs; empty for nothing
  /// @param news of each span, by conversation
  record Beat(String held, List<Map<String, String>> news) {
    static Beat of(List<Object> answer) {
      List<Map<String, String>> news = new ArrayList<>(answer.size() - 1);
      for (Object span : answer.subList(1, answer.size())) {
        news.add(span instanceof List<?> pairs && !pairs.isEmpty() ? inTurns(pairs) : Map.of());
      }
      return new Beat((String) answer.getFirst(), news);
    }

    private static Map<String, String> inTurns(List<?> pairs) {
      Map<String, String> news = HashMap.newHashMap(pairs.size() / 2);
      for (int i = 0; i + 1 < pairs.size(); i += 2) {
        news.put((String) pairs.get(i), (String) pairs.get(i + 1));
      }
      return news;
    }
  }

  void remove(Pipeline pipeline, SessionKey session) {
    Supplier<Long> _ =
        pipeline.number(
            LuaScript.REMOVE_SESSION,
            keys.sessions(session.user()),
            session.device(),
            SessionEntry.sessionText(session.session()));
  }
}
