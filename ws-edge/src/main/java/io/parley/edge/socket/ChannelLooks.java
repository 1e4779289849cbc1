package io.parley.edge.socket;

import io.parley.history.Inboxes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Finds out from the memory which channels a session's user is in, and has it hear those and no
/// others: when it comes, and whenever a delivery that said so may have been lost. Any thread.
///
/// What a delivery says while the memory is read is newer than what is read: then it is read again.
final class ChannelLooks {
  private static final int ROWS_AT_ONCE = 500;

  /// Rows of an inbox that are looked through: also channels that the user has left have one.
  private static final int ROWS_MAX = 4 * ROWS_AT_ONCE;

  /// How often it is read again because of a delivery in between.
  private static final int TRIES = 3;

  private final Inboxes inboxes;
  private final ReadBound bound;

  /// @param readsMax under way at a time; one more fails with a time to retry
  ChannelLooks(Inboxes inboxes, int readsMax) {
    this.inboxes = inboxes;
    this.bound = new ReadBound(readsMax, Reads.OF_USER_MAX);
  }

  /// What was read.
  ///
  /// @param channels with the ids of the records that made the user a member
  /// @param next where the reading stopped; empty: at the end
  private record Found(Map<String, Long> channels, String next) {
    boolean isAll() {
      return next.isEmpty();
    }

    boolean tellsOf(String channel) {
      return isAll() || channel.compareTo(next) <= 0;
    }
  }

  /// Completes, on the session's event loop, when it hears its channels and their messages come to
  /// this edge, or are owed; with whether it came into one. Fails when the memory does not tell.
  CompletionStage<Boolean> look(Session session) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    Look look = new Look(session, done);
    if (session.loop().isHere()) {
      look.begin();
    } else {
      session.loop().execute(look::begin);
    }
    return done.minimalCompletionStage();
  }

  /// Owned by the session's event loop.
  private final class Look {
    private final Session session;
    private final CompletableFuture<Boolean> done;
    private int tries;

    Look(Session session, CompletableFuture<Boolean> done) {
      this.session = session;
      this.done = done;
    }

    void begin() {
      if (session.isOver()) {
        done.complete(false);
        return;
      }
      tries++;
      SessionChannels own = session.channelsToKeep();
      int moves = own.moves();
      own.lookBegins();
      session
          .loop()
          .whenDone(
              bound.within(session.user(), () -> read(session.user(), "", new HashMap<>(), 0)),
              (found, fault) -> {
                own.lookEnds();
                if (session.isOver()) {
                  done.complete(false);
                } else if (found != null && own.moves() != moves && tries < TRIES) {
                  begin();
                } else {
                  end(own.moves() == moves ? found : null, fault);
                }
                session.dropChannelsIfNone();
              });
    }

    private void end(@Nullable Found found, @Nullable Throwable fault) {
      if (found == null) {
        done.completeExceptionally(
            fault == null ? new IllegalStateException("channels: they keep changing") : fault);
        return;
      }
      SessionChannels own = session.channelsToKeep();
      Set<String> before = Set.copyOf(own.names());
      Set<String> left = new HashSet<>(before);
      left.removeIf(channel -> found.channels().containsKey(channel) || !found.tellsOf(channel));
      LoopChannels here = session.loop().channels();
      own.setIncomplete(false);
      if (!found.isAll()) {
        here.markIncomplete(session);
      }
      here.leave(session, left);
      boolean comesIn = !before.containsAll(found.channels().keySet());
      session
          .loop()
          .whenDone(here.enter(session, found.channels()), (_, _) -> done.complete(comesIn));
    }
  }

  private CompletionStage<Found> read(
      String user, String after, Map<String, Long> channels, int rows) {
    return inboxes
        .channels(user, after, ROWS_AT_ONCE)
        .thenCompose(page -> {
          String last = after;
          for (Inboxes.Entry entry : page.entries()) {
            if (channels.size() == LoopChannels.OF_SESSION_MAX) {
              return CompletableFuture.completedStage(new Found(channels, last));
            }
            channels.put(entry.conversation(), entry.standing().changedId());
            last = entry.conversation();
          }
          return page.next().isEmpty() || rows + ROWS_AT_ONCE >= ROWS_MAX
              ? CompletableFuture.completedStage(new Found(channels, page.next()))
              : read(user, page.next(), channels, rows + ROWS_AT_ONCE);
        });
  }
}
