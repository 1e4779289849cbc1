package io.parley.edge.socket;

import io.parley.edge.socket.ConversationItems.About;
import io.parley.edge.socket.ConversationPages.Wanted;
import io.parley.history.ChannelRolls.Tally;
import io.parley.history.Inboxes.Entry;
import io.parley.history.ManyReads;
import io.parley.protocol.v1.ConversationItem;
import io.parley.protocol.v1.ConversationList;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.Profile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// What the items of a page show, a few items at a time, since they are long. Any thread.
///
/// What is told of a conversation is read first and how its reader stands to it after: whoever is
/// removed stands so before anything later is stored, so what is not hers any more is always found
/// out.
final class ItemReads {
  /// Items read before the page says whether it has room for more.
  static final int AT_ONCE = 16;

  private final Reads.Memory memory;
  private final ManyReads many;

  ItemReads(Reads.Memory memory, ManyReads many) {
    this.memory = memory;
    this.many = many;
  }

  CompletionStage<ConversationList> fill(FillingPage page, Wanted wanted) {
    List<Entry> next = page.next(AT_ONCE);
    if (next.isEmpty()) {
      return CompletableFuture.completedStage(page.done());
    }
    return many.each(next, entry -> item(entry, wanted))
        .thenCompose(items -> {
          page.add(items);
          return fill(page, wanted);
        });
  }

  /// Empty: it is not hers any more, or has nothing to show.
  private CompletionStage<Optional<ConversationItem>> item(Entry listed, Wanted wanted) {
    CompletionStage<Optional<Event>> newest = newest(listed.conversation());
    return newest
        .thenCombine(about(listed), Told::new)
        .thenCompose(told ->
            now(listed, wanted)
                .thenCompose(found ->
                    found
                        .map(entry -> item(entry, told, wanted.user()))
                        .orElseGet(() -> CompletableFuture.completedStage(Optional.empty()))));
  }

  /// What was read of a conversation before it was asked how its reader stands to it.
  private record Told(Optional<Event> newest, About about) {}

  private CompletionStage<Optional<ConversationItem>> item(Entry entry, Told told, String user) {
    CompletionStage<Optional<Event>> last =
        InboxScan.hasLeft(entry) ? end(entry) : CompletableFuture.completedStage(told.newest());
    return last.thenApply(
        found -> found.map(event -> ConversationItems.of(entry, event, told.about(), user)));
  }

  private CompletionStage<Optional<Event>> newest(String conversation) {
    return memory
        .history()
        .heads(List.of(conversation))
        .thenApply(heads -> Optional.ofNullable(heads.get(conversation)));
  }

  private CompletionStage<About> about(Entry listed) {
    String conversation = listed.conversation();
    return switch (listed.kind()) {
      case GROUP ->
          profile(conversation).thenApply(found -> new About(found, found.getMemberCount()));
      case CHANNEL ->
          profile(conversation)
              .thenCombine(
                  memory.membership().rolls().tally(conversation),
                  (found, tally) ->
                      new About(found, RosterReads.memberCount(tally.orElse(Tally.NONE))));
      case DIRECT, KIND_UNSPECIFIED, UNRECOGNIZED ->
          CompletableFuture.completedStage(About.NOTHING);
    };
  }

  private CompletionStage<Profile> profile(String conversation) {
    return memory
        .membership()
        .rosters()
        .profiles(List.of(conversation))
        .thenApply((Map<String, Profile> found) ->
            found.getOrDefault(conversation, Profile.getDefaultInstance()));
  }

  /// The row as it is now, with the draft, which pages of an inbox leave out.
  private CompletionStage<Optional<Entry>> now(Entry listed, Wanted wanted) {
    boolean hasDraft = listed.kept().draft().atMs() > 0;
    return listed.kind() == Kind.DIRECT && !hasDraft
        ? CompletableFuture.completedStage(Optional.of(listed))
        : memory
            .inboxes()
            .find(wanted.user(), listed.conversation())
            .thenApply(found -> found.filter(InboxScan::isListed).filter(wanted::wants));
  }

  /// The event with which a group was left.
  private CompletionStage<Optional<Event>> end(Entry left) {
    long until = left.standing().untilId();
    return memory
        .history()
        .after(left.conversation(), until - 1, 1)
        .thenApply(page ->
            page.events().stream().filter(event -> event.getMessageId() == until).findFirst());
  }
}
