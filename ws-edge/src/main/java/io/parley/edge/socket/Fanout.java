package io.parley.edge.socket;

import io.parley.edge.EdgeMetrics;
import io.parley.edge.log.DeliveryFeed;
import io.parley.protocol.v1.Answer;
import io.parley.protocol.v1.CloseSession;
import io.parley.protocol.v1.Delivery;
import io.parley.protocol.v1.DeviceRef;
import io.parley.protocol.v1.ServerFrame;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deliveries to sessions. A frame is encoded once for each subprotocol, here, and every socket is
/// written the same bytes; each event loop gets one piece of work for a whole batch, in the order
/// of the log.
///
/// The next batch is taken when all loops have written this one: a loop that is behind holds up the
/// log, and nothing piles up in between.
final class Fanout implements DeliveryFeed.Receiver {
  private static final Logger log = LoggerFactory.getLogger(Fanout.class);

  private final SessionIndex index;
  private final Registrations registrations;
  private final InstantSource clock;
  private final EdgeMetrics metrics;

  Fanout(
      SessionIndex index, Registrations registrations, InstantSource clock, EdgeMetrics metrics) {
    this.index = index;
    this.registrations = registrations;
    this.clock = clock;
    this.metrics = metrics;
  }

  @Override
  public CompletionStage<Void> receive(List<DeliveryFeed.Arrival> batch) {
    Map<SessionLoop, List<Runnable>> work = new HashMap<>();
    long writtenAtMs = Long.MAX_VALUE;
    int frames = 0;
    for (DeliveryFeed.Arrival arrival : batch) {
      frames += sortOrSetAside(arrival.delivery(), work);
      writtenAtMs = Math.min(writtenAtMs, arrival.writtenAtMs());
    }
    List<CompletableFuture<Void>> done = new ArrayList<>(work.size());
    work.forEach((loop, tasks) -> {
      CompletableFuture<Void> written = new CompletableFuture<>();
      done.add(written);
      loop.execute(() -> {
        tasks.forEach(Fanout::run);
        written.complete(null);
      });
    });
    int sent = frames;
    long oldest = writtenAtMs;
    return CompletableFuture.allOf(done.toArray(CompletableFuture[]::new))
        .thenRun(() -> {
          if (sent > 0) {
            long lagMs = Math.max(0, clock.instant().toEpochMilli() - oldest);
            metrics.delivered(sent, Duration.ofMillis(lagMs));
          }
        });
  }

  @Override
  public void interrupted(Duration lapse) {
    registrations.missed(lapse);
  }

  /// What cannot be sent to one must not keep the others from theirs.
  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("a delivery could not be written to a socket");
    }
  }

  /// A delivery that has no encoding would come again for ever.
  private int sortOrSetAside(Delivery delivery, Map<SessionLoop, List<Runnable>> work) {
    try {
      return sort(delivery, work);
    } catch (RuntimeException e) {
      metrics.deliveryUnreadable();
      log.atError().setCause(e).log("a delivery cannot be encoded and is set aside");
      return 0;
    }
  }

  /// Puts what a delivery asks for to the loops of the sessions it is for; returns how many frames.
  private int sort(Delivery delivery, Map<SessionLoop, List<Runnable>> work) {
    int frames = 0;
    if (delivery.hasFrame()) {
      Encoded encoded = new Encoded(delivery.getFrame());
      DeviceRef except = delivery.getExcept();
      for (String user : delivery.getUsersList()) {
        for (Session session : index.of(user)) {
          if (!isDevice(session, except)) {
            byte[] payload = encoded.as(session.dialect());
            put(work, session, () -> session.deliver(payload));
            frames++;
          }
        }
      }
    }
    if (delivery.hasAnswer()) {
      frames += answer(delivery.getAnswer(), work);
    }
    if (delivery.hasClose()) {
      close(delivery.getClose(), work);
    }
    return frames;
  }

  private static boolean isDevice(Session session, DeviceRef device) {
    return session.device().equals(device.getDevice()) && session.user().equals(device.getUser());
  }

  private int answer(Answer answer, Map<SessionLoop, List<Runnable>> work) {
    Session session = index.byNumber(answer.getSession());
    if (session == null) {
      metrics.answerDropped();
      return 0;
    }
    byte[] payload = session.dialect().encode(answer.getFrame());
    put(work, session, () -> session.requests().answered(answer.getFrame(), payload));
    return 1;
  }

  private void close(CloseSession close, Map<SessionLoop, List<Runnable>> work) {
    Session session = index.byNumber(close.getSession());
    if (session != null) {
      put(work, session, () -> session.close(close.getCode()));
    }
  }

  private static void put(Map<SessionLoop, List<Runnable>> work, Session session, Runnable task) {
    work.computeIfAbsent(session.loop(), _ -> new ArrayList<>()).add(task);
  }

  /// A frame as each subprotocol spells it, when first asked.
  private static final class Encoded {
    private final ServerFrame frame;
    private byte @Nullable [] json;
    private byte @Nullable [] proto;

    Encoded(ServerFrame frame) {
      this.frame = frame;
    }

    byte[] as(Dialect dialect) {
      return switch (dialect) {
        case JSON -> {
          byte[] bytes = json == null ? dialect.encode(frame) : json;
          json = bytes;
          yield bytes;
        }
        case PROTO -> {
          byte[] bytes = proto == null ? dialect.encode(frame) : proto;
          proto = bytes;
          yield bytes;
        }
      };
    }
  }
}
