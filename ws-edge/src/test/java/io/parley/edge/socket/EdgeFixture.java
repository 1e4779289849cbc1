package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.edge.Authenticator;
import io.parley.edge.EdgeConfig;
import io.parley.edge.EdgeServer;
import io.parley.edge.PrometheusEdgeMetrics;
import io.parley.history.Inboxes;
import io.parley.history.LogPosition;
import io.parley.history.NewEvent;
import io.parley.history.memory.MemoryHistory;
import io.parley.history.memory.MemoryInboxes;
import io.parley.presence.memory.MemoryEdge;
import io.parley.presence.memory.MemoryRegistry;
import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Kind;
import io.parley.runtime.Surroundings;
import io.parley.runtime.config.ConfigReader;
import io.parley.runtime.config.ConfigResult;
import io.parley.testing.Eventually;
import io.prometheus.client.CollectorRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A whole edge on a port of its own, with everything behind it in memory. The token `alice/phone`
/// is good for that device of hers.
final class EdgeFixture implements AutoCloseable {
  final Surroundings surroundings = Surroundings.real();
  final CollectorRegistry counted = new CollectorRegistry();
  final FakeLog log = new FakeLog();
  final MemoryHistory history = new MemoryHistory();
  final MemoryInboxes inboxes = history.inboxes();
  final MemoryRegistry registry = new MemoryRegistry(surroundings.clock(), 4);
  final MemoryEdge presence = registry.edge();
  final Set<String> users = ConcurrentHashMap.newKeySet();
  final int port;
  final EdgeSockets sockets;
  private final Vertx vertx = Vertx.vertx();
  private final EdgeServer server;
  volatile @Nullable CompletableFuture<Boolean> lookUp;

  EdgeFixture(String settings) {
    this(settings, 0);
  }

  EdgeFixture(String settings, int trustedProxies) {
    port = freePort();
    EdgeConfig config = config("port: " + port + "\nevent-loops: 2\n" + settings);
    PrometheusEdgeMetrics metrics = new PrometheusEdgeMetrics(counted);
    users.addAll(Set.of("alice", "bob", "carol"));
    sockets =
        EdgeSockets.create(
            config,
            trustedProxies,
            new EdgeSockets.Ports(
                new Admission(EdgeFixture::verify),
                this::exists,
                history.reader(),
                inboxes,
                history.membership(),
                presence,
                presence.interest(),
                presence.slot(),
                log,
                log),
            surroundings,
            metrics);
    server =
        new EdgeServer(
            vertx, config, new EdgeServer.Parts("test", List.of(), sockets, surroundings, metrics));
    sockets.start().toCompletableFuture().join();
    server.start().toCompletableFuture().join();
    Eventually.eventually(Duration.ofSeconds(10), () -> assertTrue(sockets.isOpen()));
  }

  private static EdgeConfig config(String yaml) {
    return switch (ConfigReader.read(EdgeConfig.class, "test", yaml, Map.of())) {
      case ConfigResult.Valid<EdgeConfig>(EdgeConfig config, var _) -> config;
      case ConfigResult.Invalid<EdgeConfig>(List<String> faults) ->
          throw new AssertionError(faults);
    };
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static CompletionStage<Authenticator.Verdict> verify(String token, String deviceId) {
    String[] parts = token.split("/", -1);
    Authenticator.Verdict verdict =
        switch (token) {
          case "forged" ->
              new Authenticator.Verdict.Refused(
                  Code.UNAUTHENTICATED, "token: forged", Duration.ZERO);
          case "later" ->
              new Authenticator.Verdict.Refused(
                  Code.UNAVAILABLE, "accounts are away", Duration.ofMillis(300));
          default ->
              deviceId.equals("other")
                  ? new Authenticator.Verdict.Refused(
                      Code.INVALID, "hello.deviceId: not the token's", Duration.ZERO)
                  : new Authenticator.Verdict.Accepted(parts[0], parts[1], 1);
        };
    return CompletableFuture.completedStage(verdict);
  }

  private CompletionStage<Boolean> exists(String user) {
    CompletableFuture<Boolean> pending = lookUp;
    return pending == null ? CompletableFuture.completedStage(users.contains(user)) : pending;
  }

  /// Stores a message and notes it in both inboxes, as a router does.
  Event store(String conversation, String sender, long seq, String text, Instant when) {
    Event event =
        Event.newBuilder()
            .setConversation(conversation)
            .setSeq(seq)
            .setMessageId(seq * 1_000)
            .setSender(sender)
            .setMessage(ChatMessage.newBuilder().setText(text).setClientMessageId("c" + seq))
            .build();
    NewEvent stored = new NewEvent(event, new LogPosition(1, 0, seq));
    history.log().append(conversation, List.of(stored)).toCompletableFuture().join();
    for (String user : conversation.substring(2).split(":", -1)) {
      inboxes
          .touch(List.of(new Inboxes.Touch(user, conversation, Kind.DIRECT)), when)
          .toCompletableFuture()
          .join();
    }
    return event;
  }

  double counted(String name, String... labels) {
    String[] names = new String[labels.length / 2];
    String[] values = new String[labels.length / 2];
    for (int i = 0; i < names.length; i++) {
      names[i] = labels[2 * i];
      values[i] = labels[2 * i + 1];
    }
    Double value = counted.getSampleValue(name, names, values);
    return value == null ? 0 : value;
  }

  void drain() {
    sockets.drain().toCompletableFuture().join();
  }

  @Override
  public void close() {
    server.stop().toCompletableFuture().join();
    sockets.stop().toCompletableFuture().join();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    surroundings.close();
  }
}
