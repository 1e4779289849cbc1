package io.parley.testing.delivery;

import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.ServerFrame;
import java.net.URI;
import java.util.concurrent.CompletionStage;

/// Opens sockets to edges.
public interface Dialer {
  /// The code of a socket that ended without a close frame.
  int NO_CLOSE_FRAME = 1006;

  CompletionStage<Line> dial(URI edge, Subprotocol subprotocol, Listener listener);

  /// One open socket. Frames go out in the order of the calls; none of these blocks.
  interface Line {
    void send(ClientFrame frame);

    /// Ends it without a word.
    void cut();
  }

  /// Called by one thread at a time.
  interface Listener {
    void frame(ServerFrame frame);

    void closed(int code, String reason);
  }
}
