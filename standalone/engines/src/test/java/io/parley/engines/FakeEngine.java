package io.parley.engines;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A server that has one conversation as the test tells it to.
final class FakeEngine implements AutoCloseable {
  private final ServerSocket server;
  private final CountDownLatch closed = new CountDownLatch(1);

  FakeEngine(Conversation conversation) throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Thread _ = Thread.ofVirtual().start(() -> talk(conversation));
  }

  interface Conversation {
    void talk(DataInputStream in, DataOutputStream out) throws IOException;
  }

  int port() {
    return server.getLocalPort();
  }

  /// Sends a byte now and then for as long as the fake lives.
  void trickle(DataOutputStream out) throws IOException {
    try {
      while (!closed.await(5, TimeUnit.MILLISECONDS)) {
        out.write(0);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void talk(Conversation conversation) {
    try (Socket client = server.accept()) {
      conversation.talk(
          new DataInputStream(client.getInputStream()),
          new DataOutputStream(client.getOutputStream()));
    } catch (IOException e) {
      // the test is over, or the probe has hung up: the probe's answer is what is tested
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    server.close();
  }
}
