package io.parley.client;

import com.google.protobuf.Timestamp;
import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.ConversationList;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Head;
import io.parley.protocol.v1.Page;
import io.parley.protocol.v1.Sent;
import io.parley.protocol.v1.ServerFrame;
import io.parley.protocol.v1.Welcome;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// One machine of alice, in the hands of a test: time moves when the test says so, and chance is
/// always in the middle.
final class MachineBench {
  static final String CONVERSATION = "d:alice:bob";
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  final Recorded done = new Recorded();
  final ClientMachine machine;
  long now;

  MachineBench() {
    this(new ClientStore.Kept(Map.of(), List.of(), null), StartFrom.beginning());
  }

  MachineBench(ClientStore.Kept kept, StartFrom startFrom) {
    ClientSettings settings =
        new ClientSettings(
            URI.create("ws://server/v1/ws"),
            "alice",
            "phone",
            "test",
            Encoding.PROTO,
            startFrom,
            new ClientLimits(10, 4, 4, 4, 2, 1 << 20),
            ClientTimes.STANDARD);
    machine = new ClientMachine(settings, kept, () -> 0.5, done);
  }

  /// Time passes; the machine is woken whenever it wants to be.
  void advance(Duration duration) {
    long until = now + duration.toNanos();
    for (long next = machine.nextTick(now); next <= until; next = machine.nextTick(now)) {
      now = Math.max(now, next);
      machine.tick(now);
    }
    now = until;
  }

  /// To where the hello was sent.
  MachineBench greeting() {
    machine.start(now);
    return goOnToGreeting();
  }

  MachineBench goOnToGreeting() {
    machine.token(done.attempt, "token", now);
    machine.opened(done.attempt, now);
    return this;
  }

  /// To where nothing is left to be asked.
  MachineBench online() {
    greeting();
    welcome(4);
    return this;
  }

  void welcome(int maxInFlight) {
    take(
        "hello",
        ServerFrame.newBuilder()
            .setWelcome(
                Welcome.newBuilder()
                    .setSessionId("s1")
                    .setServerTime(time())
                    .setHeartbeatSeconds(40)
                    .setMaxInFlight(maxInFlight)));
    done.frames.stream()
        .filter(ClientFrame::hasConversations)
        .map(ClientFrame::getId)
        .reduce((_, last) -> last)
        .ifPresent(id ->
            take(
                id,
                ServerFrame.newBuilder().setConversations(ConversationList.getDefaultInstance())));
  }

  /// The server's.
  Timestamp time() {
    return Times.timestamp(START.plusNanos(now));
  }

  void take(String re, ServerFrame.Builder frame) {
    machine.frame(done.attempt, frame.setRe(re).build(), now);
  }

  /// To the last frame.
  void answer(ServerFrame.Builder frame) {
    take(done.lastFrame().getId(), frame);
  }

  void refuse(Code code, int retryAfterMs) {
    answer(ServerFrame.newBuilder().setError(ModelServer.problem(code, retryAfterMs)));
  }

  void closed(int code) {
    machine.closed(done.attempt, Transport.Closing.closed(code, ""), now);
  }

  void send(String id) {
    machine.send(
        new KeptMessage(CONVERSATION, id, Draft.to("bob", "text of " + id), machine.serverTime()),
        now);
  }

  void sent(long seq) {
    answer(
        ServerFrame.newBuilder()
            .setSent(
                Sent.newBuilder()
                    .setConversation(CONVERSATION)
                    .setClientMessageId(done.lastFrame().getSend().getClientMessageId())
                    .setSeq(seq)
                    .setMessageId(100 * seq)
                    .setAt(time())));
  }

  void event(long seq) {
    take("", ServerFrame.newBuilder().setEvent(event(seq, "bob", "b" + seq)));
  }

  static Event event(long seq, String sender, String clientMessageId) {
    return Event.newBuilder()
        .setConversation(CONVERSATION)
        .setSeq(seq)
        .setMessageId(100 * seq)
        .setSender(sender)
        .setMessage(ChatMessage.newBuilder().setClientMessageId(clientMessageId))
        .build();
  }

  static ServerFrame.Builder page(long head, Event... events) {
    return ServerFrame.newBuilder()
        .setPage(
            Page.newBuilder()
                .setConversation(CONVERSATION)
                .addAllEvents(List.of(events))
                .setHead(Head.newBuilder().setSeq(head).setMessageId(100 * head)));
  }

  /// Frames of sends, oldest first.
  List<ClientFrame> sends() {
    return done.frames.stream().filter(ClientFrame::hasSend).toList();
  }

  List<ClientFrame> histories() {
    return done.frames.stream().filter(ClientFrame::hasHistory).toList();
  }
}
