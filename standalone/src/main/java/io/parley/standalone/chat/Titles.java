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

  private final Map<String, String> titles = new LinkedHashMap<>();

  void learn(Event event) {
    if (event.hasCreated()) {
      put(event.getConversation(), event.getCreated().getName());
    } else if (event.hasRenamed()) {
      put(event.getConversation(), event.getRenamed().getName());
    }
  }

  void learn(ConversationItem item) {
    if (!item.getName().isEmpty()) {
      put(item.getConversation(), item.getName());
    }
  }

  private void put(String conversation, String title) {
    titles.put(conversation, title);
    if (titles.size() > MAX) {
      titles.remove(titles.keySet().iterator().next());
    }
  }

  Optional<String> of(String conversation) {
    return Optional.ofNullable(titles.get(conversation));
  }
}
