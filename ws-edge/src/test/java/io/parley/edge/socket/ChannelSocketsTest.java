package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.history.Standing;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Delivery;
import io.parley.protocol.v1.Hello;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.Role;
import io.parley.testing.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A channel over real sockets: on both event loops, in both subprotocols.
class ChannelSocketsTest {
  private static final String NEWS = "c:newsnewsnewsnewsnewsne";
  private static final Duration SOON = Duration.ofSeconds(10);

  private final EdgeFixture edge = new EdgeFixture("");
  private final List<TestSocket> sockets = new ArrayList<>();

  @AfterEach
  void close() {
    sockets.forEach(TestSocket::close);
    edge.close();
  }

  private void member(String user) {
    Standing standing = new Standing(Standing.Status.MEMBER, Role.MEMBER, 1, 0, 0, 1, 0);
    edge.history
        .membership()
        .standings()
        .put(NEWS, Kind.CHANNEL, Map.of(user, standing))
        .toCompletableFuture()
        .join();
  }

  private void connect(TestSocket socket, String user, String device) {
    sockets.add(socket);
    socket.send(
        ClientFrame.newBuilder()
            .setHello(Hello.newBuilder().setToken(user + "/" + device))
            .build());
    assertTrue(socket.next().hasWelcome());
  }

  private void deliver(Delivery... deliveries) {
    edge.log.deliver(deliveries).toCompletableFuture().join();
  }

  @Test
  void everyMemberHearsTheSameWhateverItSpeaks() {
    member("alice");
    member("bob");
    for (int i = 0; i < 4; i++) {
      connect(TestSocket.json(edge.port), "alice", "json" + i);
      connect(TestSocket.binary(edge.port), "bob", "proto" + i);
    }
    assertEquals(1, edge.counted("parley_edge_channels"));
    assertEquals(8, edge.counted("parley_edge_channel_members"));
    deliver(SteppedEdge.toChannel(NEWS, 1), SteppedEdge.toChannel(NEWS, 2));
    for (TestSocket socket : sockets) {
      assertEquals(SteppedEdge.post(NEWS, 1), socket.next().getEvent());
      assertEquals(SteppedEdge.post(NEWS, 2), socket.next().getEvent());
    }
    assertEquals(16, edge.counted("parley_edge_copies_total"));
  }

  @Test
  void whoIsLetInHearsItAndWhoIsRemovedDoesNot() {
    connect(TestSocket.json(edge.port), "alice", "phone");
    connect(TestSocket.binary(edge.port), "bob", "phone");
    deliver(SteppedEdge.moved(NEWS, true, "alice", "bob"));
    deliver(SteppedEdge.toChannel(NEWS, 1));
    sockets.forEach(socket -> assertEquals(1, socket.next().getEvent().getSeq()));
    deliver(SteppedEdge.moved(NEWS, false, "alice"), SteppedEdge.toChannel(NEWS, 2));
    assertEquals(2, sockets.getLast().next().getEvent().getSeq());
    assertEquals(1, edge.counted("parley_edge_channel_members"));
    assertTrue(sockets.getFirst().frames.isEmpty());
  }

  @Test
  void socketsThatLeaveAreCountedNoMore() {
    member("alice");
    connect(TestSocket.json(edge.port), "alice", "phone");
    sockets.getFirst().leave();
    Eventually.eventually(SOON, () -> assertEquals(0, edge.counted("parley_edge_channel_members")));
    assertEquals(1, edge.counted("parley_edge_channels"), "for a while");
  }
}
