package io.parley.load.protocol;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.parley.client.ClientListener;
import io.parley.client.Groups;
import io.parley.client.ParleyClient;
import io.parley.client.StartFrom;
import io.parley.client.TokenSource;
import io.parley.load.net.Dialer;
import io.parley.load.plan.Cast;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Access;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Sent;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Makes the conversations of a cast before anything is measured. A direct one needs no making.
/// Blocks.
final class Founding {
  private static final long PATIENCE_S = 120;

  /// Of one request: a frame has 64 KiB.
  private static final int ADDED_AT_ONCE = 200;

  private final Dialer dialer;
  private final URI edge;

  Founding(Dialer dialer, URI edge) {
    this.dialer = dialer;
    this.edge = edge;
  }

  /// @return the id of each
  List<String> found(Cast cast, List<String> users, List<TokenSource> tokens, String device)
      throws IOException, InterruptedException {
    List<String> ids = new ArrayList<>();
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try {
      for (Cast.Talk talk : cast.talks()) {
        List<String> members = talk.members().stream().map(users::get).toList();
        int founder = talk.members().getFirst();
        ids.add(
            switch (talk.kind()) {
              case DIRECT -> ConversationId.direct(members.getFirst(), members.getLast()).text();
              case GROUP, CHANNEL -> {
                try (ParleyClient client =
                    client(loops.next(), users.get(founder), device, tokens.get(founder))) {
                  yield found(client.groups(), talk.kind(), members);
                }
              }
            });
      }
    } finally {
      var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
    return ids;
  }

  private ParleyClient client(EventLoop loop, String user, String device, TokenSource tokens)
      throws IOException {
    ParleyClient client =
        ParleyClient.builder(edge, user, device)
            .transport(new NettyTransport(dialer, loop, List.of(edge), 0))
            .tokens(tokens)
            .listener(new Deaf())
            .startFrom(StartFrom.now())
            .executor(loop)
            .listenerExecutor(loop)
            .open();
    client.start();
    return client;
  }

  private static String found(Groups groups, Cast.Kind kind, List<String> members)
      throws IOException, InterruptedException {
    if (kind == Cast.Kind.GROUP) {
      return await(groups.createGroup("load", members)).getConversation();
    }
    String channel = await(groups.createChannel("load", Access.CLOSED)).getConversation();
    for (int from = 1; from < members.size(); from += ADDED_AT_ONCE) {
      int to = Math.min(members.size(), from + ADDED_AT_ONCE);
      var _ = await(groups.addMembers(channel, members.subList(from, to)));
    }
    return channel;
  }

  private static Sent await(Future<Sent> answer) throws IOException, InterruptedException {
    try {
      return answer.get(PATIENCE_S, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("a conversation could not be made: " + e.getMessage(), e);
    }
  }

  private static final class Deaf implements ClientListener {
    @Override
    public void onEvent(Event event) {
      // she will read it again when she arrives
    }
  }
}
