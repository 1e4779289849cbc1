package io.parley.presence;

import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.ConversationHead;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What an edge reads of the news: the words that its users were left, and then where the groups
/// stand that these are of, which may have moved on since.
///
/// @param groupsHaveHeads not in a cluster
record NewsReads(RegistryKeys keys, RegistryTerms terms, boolean groupsHaveHeads) {
  /// The largest of each user and conversation.
  record Words(Map<String, Map<String, String>> ofUsers) {}

  /// Those that users were left word of, and that may stand further on.
  List<String> groups(Words words) {
    if (!groupsHaveHeads) {
      return List.of();
    }
    return words.ofUsers().values().stream()
        .flatMap(own -> own.keySet().stream())
        .filter(name -> name.startsWith(ConversationId.Group.PREFIX))
        .distinct()
        .toList();
  }

  /// Of each user once, however often she is named.
  Supplier<Words> words(Pipeline pipeline, Collection<String> users, Instant now) {
    List<Long> spans = new NewsSpan(terms.newsSpan()).readAt(now);
    Map<String, List<Supplier<Map<String, String>>>> hashes = new LinkedHashMap<>();
    for (String user : users) {
      hashes.computeIfAbsent(
          user, _ -> spans.stream().map(span -> pipeline.all(keys.news(user, span))).toList());
    }
    return () -> {
      Map<String, Map<String, String>> words = LinkedHashMap.newLinkedHashMap(hashes.size());
      hashes.forEach((user, found) ->
          words.put(user, NewsSpan.largest(found.stream().map(Supplier::get).toList())));
      return new Words(words);
    };
  }

  /// Of those that stand somewhere.
  Supplier<Map<String, GroupHead>> heads(Pipeline pipeline, List<String> groups) {
    Map<String, Supplier<String>> texts = LinkedHashMap.newLinkedHashMap(groups.size());
    groups.forEach(group -> texts.put(group, pipeline.value(keys.head(group))));
    return () -> {
      Map<String, GroupHead> heads = HashMap.newHashMap(texts.size());
      texts.forEach((group, text) -> {
        GroupHead head = GroupHead.parse(text.get());
        if (head != null) {
          heads.put(group, head);
        }
      });
      return heads;
    };
  }

  /// By user what she is to be told.
  Map<String, List<ConversationHead>> told(Words words, Map<String, GroupHead> heads) {
    Map<String, List<ConversationHead>> told = HashMap.newHashMap(words.ofUsers().size());
    words
        .ofUsers()
        .forEach((user, own) -> {
          own.replaceAll((conversation, word) -> byNow(word, heads.get(conversation)));
          told.put(user, NewsSpan.newest(own, terms.bounds().heads()));
        });
    return told;
  }

  private static String byNow(String word, @Nullable GroupHead head) {
    return head == null ? word : head.tells(word);
  }
}
