package io.parley.edge.socket;

import io.parley.history.Inboxes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
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
  private final InstantSource clock;

  /// @param readsMax under way at a time; one more fails with a time to retry
  ChannelLooks(Inboxes inboxes, int readsMax, InstantSource clock) {
    this.inboxes = inboxes;
    this.clock = clock;
    this.bound = new ReadBound(readsMax, Reads.OF_USER_MAX);
  }

  /// What was read.
  ///
  /// @param channels with the ids of the records that made the user a member
  /// @param isAll else she may be in more
  private record Found(Map<String, Long> channels, boolean isAll) {}

  /// Completes, on the session's event loop, when it hears its channels and their messages come to
  /// this edge, or are owed. Where it came into one: with the time since when it may have missed
  /// what came there, for the heads that it has to be told. Fails when the memory does not tell.
  CompletionStage<Optional<Instant>> look(Session session) {
    CompletableFuture<Optional<Instant>> done = new CompletableFuture<>();
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
    private final CompletableFuture<Optional<Instant>> done;
    private int tries;

    Look(Session session, CompletableFuture<Optional<Instant>> done) {
      this.session = session;
      this.done = done;
    }

    void begin() {
      if (session.isOver()) {
        done.complete(Optional.empty());
        return;
      }
      tries++;
      Instant begun = clock.instant();
      Instant heardAllUntil = session.heardAllUntil(begun);
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
                  done.complete(Optional.empty());
                } else if (found != null && own.moves() != moves && tries < TRIES) {
                  begin();
                } else if (found != null && own.moves() == moves) {
                  hear(found, begun, heardAllUntil);
                } else {
                  fail(fault);
                }
                session.dropChannelsIfNone();
              });
    }

    private void fail(@Nullable Throwable fault) {
      done.completeExceptionally(
          fault == null ? new IllegalStateException("channels: they keep changing") : fault);
    }

    /// What was not found she may have left, also where not all was looked at: she is told no time
    /// then, so whatever she does not hear she learns of later.
    private void hear(Found found, Instant begun, Instant heardAllUntil) {
      SessionChannels own = session.channelsToKeep();
      Set<String> before = Set.copyOf(own.names());
      Set<String> left = new HashSet<>(before);
      left.removeAll(found.channels().keySet());
      LoopChannels here = session.loop().channels();
      if (!found.isAll()) {
        here.markIncomplete(session);
      }
      here.leave(session, left);
      boolean comesIn = !before.containsAll(found.channels().keySet());
      SessionChannels kept = session.channelsToKeep();
      int moves = kept.moves();
      kept.lookBegins();
      session
          .loop()
          .whenDone(
              here.enter(session, found.channels()),
              (_, _) -> {
                kept.lookEnds();
                if (found.isAll() && kept.moves() == moves) {
                  kept.setIncomplete(false); // not earlier: what it missed is told from now on
                  session.hearsAllSince(begun);
                }
                done.complete(comesIn ? Optional.of(heardAllUntil) : Optional.empty());
                session.dropChannelsIfNone();
              });
    }
  }

  private CompletionStage<Found> read(
      String user, String after, Map<String, Long> channels, int rows) {
    return inboxes
        .channels(user, after, ROWS_AT_ONCE)
        .thenCompose(page -> {
          for (Inboxes.Entry entry : page.entries()) {
            if (channels.size() == LoopChannels.OF_SESSION_MAX) {
              return CompletableFuture.completedStage(new Found(channels, false));
            }
            channels.put(entry.conversation(), entry.standing().changedId());
          }
          return page.next().isEmpty() || rows + ROWS_AT_ONCE >= ROWS_MAX
              ? CompletableFuture.completedStage(new Found(channels, page.next().isEmpty()))
              : read(user, page.next(), channels, rows + ROWS_AT_ONCE);
        });
  }
}
