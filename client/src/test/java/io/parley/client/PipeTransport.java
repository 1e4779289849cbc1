package io.parley.client;

import io.parley.protocol.Decoded;
import io.parley.protocol.FrameCodec;
import io.parley.protocol.FrameLimits;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Carries frames to a [ModelServer] in the same thread, as bytes, at once.
final class PipeTransport implements Transport {
  private final ModelServer server;
  private final String user;
  private final FrameCodec codec;
  final List<Pipe> pipes = new ArrayList<>();

  PipeTransport(ModelServer server, String user, Encoding encoding) {
    this.server = server;
    this.user = user;
    this.codec =
        encoding == Encoding.JSON
            ? FrameCodec.json(FrameLimits.DEFAULT)
            : FrameCodec.binary(FrameLimits.DEFAULT);
  }

  @Override
  public Connection connect(Endpoint endpoint, Events events) {
    if (!endpoint.subprotocol().equals(codec.subprotocol())) {
      throw new AssertionError(endpoint.subprotocol());
    }
    Pipe pipe = new Pipe(events);
    pipes.add(pipe);
    events.opened();
    return pipe;
  }

  Pipe last() {
    return pipes.getLast();
  }

  final class Pipe implements Connection {
    final Events events;
    private ModelServer.@Nullable Session session;
    final List<Long> read = new ArrayList<>();
    boolean deaf;
    boolean losesAnswers;
    boolean closed;

    Pipe(Events events) {
      this.events = events;
    }

    @Override
    public boolean send(byte[] bytes) {
      if (!(codec.decodeClient(bytes) instanceof Decoded.Ok<ClientFrame>(ClientFrame frame))) {
        throw new AssertionError("not a frame");
      }
      if (deaf) {
        return true;
      }
      if (frame.hasMark()) {
        read.add(frame.getMark().getRead());
      }
      if (frame.hasHello()) {
        session = server.hello(user, frame, this::say);
      } else if (session != null && ModelServer.isCommand(frame)) {
        ModelServer.Command _ = server.append(session, frame);
        server.applyNext();
      } else if (session != null) {
        server.request(session, frame);
      }
      return true;
    }

    private void say(ServerFrame frame) {
      if (!losesAnswers) {
        events.frame(codec.encode(frame));
      }
    }

    @Override
    public void close(int code) {
      closed = true;
      if (session != null) {
        server.gone(session);
      }
    }
  }
}
