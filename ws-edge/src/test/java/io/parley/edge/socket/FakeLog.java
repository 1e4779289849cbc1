package io.parley.edge.socket;

import io.parley.edge.log.CommandLog;
import io.parley.edge.log.DeliveryFeed;
import io.parley.protocol.v1.Answer;
import io.parley.protocol.v1.CloseSession;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Delivery;
import io.parley.protocol.v1.Done;
import io.parley.protocol.v1.Problem;
import io.parley.protocol.v1.Sent;
import io.parley.protocol.v1.ServerFrame;
import io.parley.runtime.resilience.RetryAfter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Both ends of the log in memory. A router in it answers what wants an answer, unless told not to.
final class FakeLog implements CommandLog, DeliveryFeed {
  final List<Command> commands = new CopyOnWriteArrayList<>();
  final List<String> closes = new CopyOnWriteArrayList<>();
  final AtomicLong seq = new AtomicLong();
  volatile boolean answering = true;
  volatile boolean refusing;
  volatile int slot = -1;
  private volatile @Nullable Receiver receiver;

  static final class Full extends RuntimeException implements RetryAfter {
    @Override
    public Duration retryAfter() {
      return Duration.ofMillis(700);
    }
  }

  @Override
  public CompletionStage<Void> append(Command command) {
    if (refusing) {
      return CompletableFuture.failedStage(new Full());
    }
    commands.add(command);
    if (answering && (command.hasSend() || !command.getFrameId().isEmpty())) {
      boolean isOwn = command.getConversation().startsWith("u:");
      CompletionStage<Void> _ = deliver(isOwn ? done(command) : sent(command));
    }
    return CompletableFuture.completedStage(null);
  }

  Delivery sent(Command command) {
    long number = seq.incrementAndGet();
    Sent sent =
        Sent.newBuilder()
            .setConversation(command.getConversation())
            .setClientMessageId(
                command.hasSend()
                    ? command.getSend().getClientMessageId()
                    : command.getClientMessageId())
            .setMessageId(number * 1_000)
            .setSeq(number)
            .build();
    return answer(command, ServerFrame.newBuilder().setSent(sent));
  }

  Delivery done(Command command) {
    return answer(command, ServerFrame.newBuilder().setDone(Done.getDefaultInstance()));
  }

  Delivery refused(Command command, Code code) {
    return answer(command, ServerFrame.newBuilder().setError(Problem.newBuilder().setCode(code)));
  }

  private static Delivery answer(Command command, ServerFrame.Builder frame) {
    return Delivery.newBuilder()
        .setAnswer(
            Answer.newBuilder()
                .setSession(command.getOrigin().getSession())
                .setRequest(command.getOrigin().getRequest())
                .setFrame(frame.setRe(command.getFrameId()).build().toByteString()))
        .build();
  }

  CompletionStage<Void> deliver(Delivery... deliveries) {
    Receiver there = receiver;
    return there == null
        ? CompletableFuture.completedStage(null)
        : there.receive(
            List.of(deliveries).stream().map(delivery -> new Arrival(delivery, 0)).toList());
  }

  @Override
  public CompletionStage<Void> close(int at, CloseSession session) {
    closes.add(at + ":" + session.getSession() + ":" + session.getCode());
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<Void> follow(int leased, Receiver told) {
    receiver = told;
    slot = leased;
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<Void> stop() {
    receiver = null;
    return CompletableFuture.completedStage(null);
  }
}
