package io.parley.standalone.chat;

import io.parley.protocol.v1.ConversationItem;
import io.parley.protocol.v1.Event;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What groups and channels are called, as far as this chat has heard. The names as they were
/// given.
final class Titles {
  /// Beyond it the one heard of first is forgotten: a hint then does without.
  private static final int MAX = 1000;

  /// @param seq of the event since which it is called so, or of a later one
  private record Title(String name, long seq) {}

  private final Map<String, Title> titles = new LinkedHashMap<>();

  void learn(Event event) {
    if (event.hasCreated()) {
      put(event.getConversation(), new Title(event.getCreated().getName(), event.getSeq()));
    } else if (event.hasRenamed()) {
      put(event.getConversation(), new Title(event.getRenamed().getName(), event.getSeq()));
    }
  }

  void learn(ConversationItem item) {
    if (!item.getName().isEmpty()) {
      put(item.getConversation(), new Title(item.getName(), item.getHead().getSeq()));
    }
  }

  /// What is read later may have happened earlier.
  private void put(String conversation, Title title) {
    titles.merge(conversation, title, (had, now) -> now.seq() < had.seq() ? had : now);
    if (titles.size() > MAX) {
      titles.remove(titles.keySet().iterator().next());
    }
  }

  Optional<String> of(String conversation) {
    return Optional.ofNullable(titles.get(conversation)).map(Title::name);
  }
}
