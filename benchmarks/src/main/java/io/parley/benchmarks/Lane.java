package io.parley.benchmarks;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// One event loop of the generator with its sockets, its share of the load and its own figures:
/// lanes have nothing in common but the run's number, so none waits for another.
final class Lane {
  private static final long PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final EventLoop loop;
  private final Numbers numbers;
  private final String text;

  /// Read by the thread that does the accounting.
  private final AtomicLong delivered = new AtomicLong();

  // all below: event loop only
  private final List<LoadSocket> ready = new ArrayList<>();
  private LaneTally tally = new LaneTally();
  private Window window = new Window(0, 0, 0);
  private int inFlightMax;

  /// Where messages go, and by whom they are sent; with none, everybody writes to a partner.
  private List<String> conversations = List.of();

  private List<LoadSocket> writers = ready;
  private long messages;
  private long nextNanos;
  private long stepNanos;

  /// Which numbers a lane gives the messages of a load: every `stride`-th from `first`.
  record Numbers(long run, int first, int stride) {}

  Lane(EventLoop loop, Numbers numbers, String text) {
    this.loop = loop;
    this.numbers = numbers;
    this.text = text;
  }

  EventLoop loop() {
    return loop;
  }

  /// Events at their receivers, of all loads together.
  long delivered() {
    return delivered.get();
  }

  /// Begins a load. Senders of a closed one are the first sockets of the lane.
  ///
  /// @param open messages a second of this lane; 0 for a closed load
  /// @param senders with a closed load, those of this lane
  Future<?> begin(Window of, double open, int senders, int inFlight) {
    return loop.submit(() -> {
      forget(of);
      if (open > 0) {
        begin(open);
      } else {
        inFlightMax = inFlight;
        for (LoadSocket socket : ready.subList(0, Math.min(senders, ready.size()))) {
          for (int i = 0; i < inFlight; i++) {
            sendNow(socket);
          }
        }
      }
    });
  }

  /// Begins a load to a few conversations.
  ///
  /// @param open messages a second of this lane; 0 where it sends as answers come, or only reads
  Future<?> begin(Window of, double open, Load.Spread load) {
    return loop.submit(() -> {
      forget(of);
      conversations = load.conversations();
      writers = ready.stream().filter(socket -> socket.person().number() < load.senders()).toList();
      if (open > 0) {
        begin(open);
      } else if (load.tempo() instanceof Load.Tempo.AsAnswersCome) {
        inFlightMax = 1;
        writers.forEach(this::sendNow);
      } else {
        probe(System.nanoTime());
      }
    });
  }

  /// A lane that only reads is late too: what it reads late has come late.
  private void probe(long last) {
    long due = last + PROBE_NANOS;
    Future<?> _ =
        loop.schedule(
            () -> {
              long now = System.nanoTime();
              if (window.counts(due)) {
                LaneTally.record(tally.lag, now - due, PROBE_NANOS);
              }
              if (now - window.end() < 0) {
                probe(now);
              }
            },
            due - System.nanoTime(),
            TimeUnit.NANOSECONDS);
  }

  private void forget(Window of) {
    tally = new LaneTally();
    window = of;
    inFlightMax = 0;
    conversations = List.of();
    writers = ready;
    messages = 0;
  }

  private void begin(double open) {
    stepNanos = Math.max(1, Math.round(1e9 / open));
    // lanes take turns instead of all sending at once
    nextNanos = window.begin() + stepNanos * numbers.first() / numbers.stride();
    pace();
  }

  /// A copy of what was seen until now.
  Future<LaneTally> tally() {
    return loop.submit(() -> {
      LaneTally copy = new LaneTally();
      copy.add(tally);
      return copy;
    });
  }

  private void pace() {
    long now = System.nanoTime();
    while (nextNanos - now <= 0 && nextNanos - window.end() < 0) {
      if (window.counts(nextNanos)) {
        LaneTally.record(tally.lag, now - nextNanos);
      }
      if (!writers.isEmpty()) {
        send(writers.get((int) (messages % writers.size())), nextNanos);
      } else if (window.counts(nextNanos)) {
        tally.unsent++;
      }
      nextNanos += stepNanos;
    }
    if (nextNanos - window.end() < 0) {
      Future<?> _ = loop.schedule(this::pace, Math.max(0, nextNanos - now), TimeUnit.NANOSECONDS);
    }
  }

  private void sendNow(LoadSocket socket) {
    long now = System.nanoTime();
    if (now - window.end() < 0) {
      send(socket, now);
    }
  }

  private void send(LoadSocket socket, long dueNanos) {
    long number = numbers.first() + messages++ * numbers.stride();
    if (window.counts(dueNanos)) {
      tally.sent.set(Math.toIntExact(number));
    }
    socket.send(new MessageTag(numbers.run(), number, dueNanos), text, conversations);
  }

  void welcomed(LoadSocket socket) {
    ready.add(socket);
  }

  /// Closes those of these that are its own. They are not lost.
  Future<?> leave(Set<LoadSocket> leaving) {
    return loop.submit(() -> {
      List<LoadSocket> own = ready.stream().filter(leaving::contains).toList();
      ready.removeAll(leaving);
      own.forEach(LoadSocket::close);
    });
  }

  void lost(LoadSocket socket) {
    if (ready.remove(socket)) {
      tally.socketsLost++;
    }
  }

  void answered(LoadSocket socket, String clientMessageId) {
    MessageTag tag = MessageTag.parse(clientMessageId);
    if (tag != null && tag.run() == numbers.run()) {
      if (window.counts(tag.intendedNanos())) {
        tally.answered(tag.number(), System.nanoTime() - tag.intendedNanos());
      }
      goOn(socket, 0);
    }
  }

  void arrived(LoadSocket socket, Event event) {
    MessageTag tag = MessageTag.parse(event.getMessage().getClientMessageId());
    if (tag != null && tag.run() == numbers.run()) {
      delivered.lazySet(delivered.get() + 1);
      if (window.counts(tag.intendedNanos())) {
        arrived(socket, event, tag.number(), System.nanoTime() - tag.intendedNanos());
      }
    }
  }

  private void arrived(LoadSocket socket, Event event, long number, long nanos) {
    if (conversations.isEmpty()) {
      tally.arrived(number, nanos);
    } else if (socket.isNew(event)) {
      tally.copied(number, nanos);
    } else {
      tally.doubled++;
    }
  }

  /// A message that was refused is not sent again: it counts as not delivered.
  void refused(LoadSocket socket, Problem problem) {
    Code code = problem.getCode();
    tally.errors.merge(code, 1, Integer::sum);
    goOn(socket, Math.max(1, problem.getRetryAfterMs()));
  }

  /// With a closed load each answer makes room for one more.
  private void goOn(LoadSocket socket, int afterMs) {
    if (inFlightMax == 0) {
      return;
    }
    if (afterMs == 0) {
      sendNow(socket);
    } else {
      Future<?> _ = loop.schedule(() -> sendNow(socket), afterMs, TimeUnit.MILLISECONDS);
    }
  }
}
