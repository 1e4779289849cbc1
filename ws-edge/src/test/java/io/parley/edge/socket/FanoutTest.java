package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.parley.history.Standing.Status;
import io.parley.protocol.v1.Answer;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Delivery;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Hello;
import io.parley.protocol.v1.ServerFrame;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What routers have encoded, on its way to sockets.
class FanoutTest {
  private static final String NEWS = "c:newsnewsnewsnewsnewsne";
  private static final Event EVENT = SteppedEdge.post("d:alice:bob", 7);

  /// One byte is missing.
  private static ByteString torn(Event event) {
    ByteString frame = SteppedEdge.frame(event);
    return frame.substring(0, frame.size() - 1);
  }

  private static Delivery toAlice(ByteString frame) {
    return Delivery.newBuilder().addUsers("alice").setFrame(frame).build();
  }

  @Test
  void anEventComesAsTheCodecOfItsSocketWouldEncodeIt() {
    EdgeFixture edge = new EdgeFixture("");
    try (TestSocket json = TestSocket.json(edge.port);
        TestSocket binary = TestSocket.binary(edge.port)) {
      Map.of("json", json, "binary", binary)
          .forEach((device, socket) -> {
            socket.send(
                ClientFrame.newBuilder()
                    .setHello(Hello.newBuilder().setToken("alice/" + device))
                    .build());
            assertTrue(socket.next().hasWelcome());
          });
      edge.log.deliver(toAlice(SteppedEdge.frame(EVENT))).toCompletableFuture().join();
      ServerFrame frame = ServerFrame.newBuilder().setEvent(EVENT).build();
      for (TestSocket socket : List.of(json, binary)) {
        assertEquals(frame, socket.next());
        assertArrayEquals(socket.codec.encode(frame), socket.payload);
      }
    } finally {
      edge.close();
    }
  }

  @Test
  void aFrameThatNoClientCouldReadIsSetAsideAndTheOthersArePassedOn() {
    SteppedEdge edge = new SteppedEdge("");
    edge.standing("alice", NEWS, Status.MEMBER);
    SteppedSocket phone = edge.welcomed(1, "alice/phone");
    edge.deliver(
        toAlice(torn(EVENT)),
        Delivery.newBuilder().setChannel(NEWS).setFrame(torn(SteppedEdge.post(NEWS, 1))).build(),
        Delivery.newBuilder()
            .setAnswer(Answer.newBuilder().setSession(1).setFrame(torn(EVENT)))
            .build(),
        toAlice(SteppedEdge.frame(EVENT)));
    assertTrue(phone.next("event").contains("post 7"));
    assertEquals(3, edge.metrics.unreadable);
  }
}
