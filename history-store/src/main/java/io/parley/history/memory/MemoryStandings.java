package io.parley.history.memory;

import io.parley.history.Standing;
import io.parley.history.Standings;
import io.parley.protocol.v1.Kind;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Standings in the rows of [MemoryInboxes]. Any thread; every stage is complete when it is
/// returned.
final class MemoryStandings implements Standings {
  private final MemoryInboxes inboxes;

  MemoryStandings(MemoryInboxes inboxes) {
    this.inboxes = inboxes;
  }

  @Override
  public CompletionStage<Map<String, Standing>> of(String conversation, Collection<String> users) {
    try {
      Standings.requireFew(users);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedStage(e);
    }
    Map<String, Standing> found = new HashMap<>();
    users.forEach(user -> found.put(user, inboxes.row(user, conversation).standing()));
    return CompletableFuture.completedStage(found);
  }

  @Override
  public CompletionStage<Void> put(
      String conversation, Kind kind, Map<String, Standing> standings) {
    try {
      Standings.requireMade(standings);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedStage(e);
    }
    standings.forEach(
        (user, standing) -> inboxes.change(user, conversation, row -> row.with(kind, standing)));
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<OptionalLong> lastSent(String conversation, String user) {
    long last = inboxes.row(user, conversation).lastSent();
    return CompletableFuture.completedStage(
        last == 0 ? OptionalLong.empty() : OptionalLong.of(last));
  }

  @Override
  public CompletionStage<Void> sent(String conversation, Map<String, Long> messageIds) {
    messageIds.forEach((user, messageId) ->
        inboxes.change(user, conversation, row -> row.withLastSent(messageId)));
    return CompletableFuture.completedStage(null);
  }
}
