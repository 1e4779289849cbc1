package io.parley.edge.socket;

import com.google.protobuf.Timestamp;
import io.parley.presence.SessionRegistry.Pulse;
import io.parley.presence.SessionRegistry.SessionKey;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.CloseCode;
import io.parley.protocol.v1.ConversationHead;
import io.parley.protocol.v1.Pong;
import io.parley.protocol.v1.ServerFrame;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The heartbeats of one event loop, gathered for a moment so that one round trip to the registry
/// serves many.
///
/// A pong whose heads are known also carries the time before they were asked for. Where the
/// registry does not tell in time the pong goes without both, and without the time while the device
/// has still to be told what it may have missed: it must not take that moment for one up to which
/// it has everything.
///
/// A session that has been replaced is closed: whoever replaced it did not get to it, or it would
/// not be here any more. Owned by its event loop.
final class Pulses {
  /// A round trip costs as much as a dozen heartbeats in it, and nobody waits for a pong.
  static final long GATHER_MS = 200;

  private static final long TELL_WITHIN_MS = 1_000;
  private static final int BATCH_MAX = 500;

  private final SessionLoop loop;
  private final Services services;
  private final Heartbeats registry;
  private Round gathered = new Round();

  /// Where the registry is asked; completes with what each learns, in the order asked.
  interface Heartbeats {
    CompletionStage<List<Pulse>> pulse(List<SessionKey> sessions);
  }

  /// What one session asks in a round: once, however often it says `ping`.
  ///
  /// @param res each wants an answer
  private record Beat(Session session, List<String> res) {
    Beat(Session session) {
      this(session, new ArrayList<>(1));
    }
  }

  Pulses(SessionLoop loop, Services services, Heartbeats registry) {
    this.loop = loop;
    this.services = services;
    this.registry = registry;
  }

  void add(Session session, String re) {
    Round round = gathered;
    boolean isFirst = round.beats.isEmpty();
    round.beats.computeIfAbsent(session, Beat::new).res().add(re);
    if (isFirst) {
      loop.schedule(round::ask, GATHER_MS);
    } else if (round.beats.size() >= BATCH_MAX) {
      round.ask();
    }
  }

  /// One batch and its answer, or the lack of one.
  private final class Round {
    private final Map<Session, Beat> beats = new LinkedHashMap<>();
    private Instant before = Instant.EPOCH;
    private boolean asked;
    private boolean told;

    void ask() {
      if (asked) { // it was full before its time was up
        return;
      }
      asked = true;
      gathered = new Round();
      before = services.world().clock().instant();
      // the registry has forgotten who ended since, and a pulse would put her back
      beats.keySet().removeIf(Session::isOver);
      List<Beat> known = new ArrayList<>(beats.size());
      for (Beat beat : beats.values()) {
        if (beat.session().isRegistered()) {
          known.add(beat);
        } else {
          tellWithoutHeads(beat);
        }
      }
      if (known.isEmpty()) {
        return;
      }
      loop.schedule(() -> tell(known, null), TELL_WITHIN_MS);
      loop.whenDone(
          registry.pulse(known.stream().map(beat -> beat.session().key()).toList()),
          (pulses, _) -> {
            closeReplaced(known, pulses == null ? List.of() : pulses);
            tell(known, pulses);
          });
    }

    /// Also when the answer comes too late for a pong.
    private static void closeReplaced(List<Beat> known, List<Pulse> pulses) {
      for (int i = 0; i < pulses.size(); i++) {
        if (pulses.get(i).replaced()) {
          known.get(i).session().close(CloseCode.CLOSE_REPLACED);
        }
      }
    }

    private void tell(List<Beat> known, @Nullable List<Pulse> pulses) {
      if (told) {
        return;
      }
      told = true;
      for (int i = 0; i < known.size(); i++) {
        if (pulses == null) {
          tellWithoutHeads(known.get(i));
        } else {
          tellHeads(known.get(i), pulses.get(i));
        }
      }
    }

    private void tellHeads(Beat beat, Pulse pulse) {
      lookAgainIfUnheard(beat.session(), pulse);
      Pong.Builder pong = Pong.newBuilder().addAllHeads(pulse.heads());
      if (!services.registrations().owes(beat.session())) {
        pong.setServerTime(timestamp(before));
      }
      tell(beat, pong);
    }

    /// Who is told of a channel has come into it: where the session does not hear it, the delivery
    /// that said so was lost, or she has left it again.
    private void lookAgainIfUnheard(Session session, Pulse pulse) {
      List<ConversationHead> unheard =
          pulse.heads().stream().filter(head -> isUnheard(session, head)).toList();
      if (session.isLive() && session.isNews(unheard)) {
        services.heads().tell(session, before);
      }
    }

    private static boolean isUnheard(Session session, ConversationHead head) {
      String name = head.getConversation();
      return name.startsWith(ConversationId.Channel.PREFIX) && !session.hears(name);
    }

    private void tellWithoutHeads(Beat beat) {
      services.metrics().pongWithoutHeads();
      tell(beat, Pong.newBuilder());
    }

    private void tell(Beat beat, Pong.Builder pong) {
      for (String re : beat.res()) {
        beat.session().send(ServerFrame.newBuilder().setRe(re).setPong(pong));
      }
    }
  }

  static Timestamp timestamp(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }
}
