package io.parley.presence;

import io.parley.presence.SessionLookup.News;
import io.parley.protocol.ConversationId;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How a router leaves word of what moved. Where a conversation has many users, each is left word
/// once in a span of time, and after that only where it stands is moved on: one command instead of
/// two for each of them.
///
/// What is remembered for that is where each group was left, and to whom. It may be forgotten at
/// any time: then all are left word once more. Any thread.
final class GroupHeads {
  /// For fewer, their words cost hardly more than a head beside them.
  static final int USERS_MIN = 16;

  /// Groups that speak within two minutes; some 300 bytes each.
  static final int REMEMBERED_MAX = 10_000;

  private final int usersMin;

  /// By conversation; guarded by this.
  private final LinkedHashMap<String, Left> left =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Left> eldest) {
          return size() > REMEMBERED_MAX;
        }
      };

  /// What was left last.
  ///
  /// @param users the list they were named with, and not only an equal one: who was taken out is
  ///   told so on a list that may equal the one before. Whoever forgets it comes with another
  /// @param span when each of them was left word
  private record Left(WeakReference<List<String>> users, long span, GroupHead head) {
    boolean holdsFor(News item) {
      return users.refersTo(item.users());
    }

    Left movedTo(GroupHead next) {
      return new Left(users, span, next);
    }
  }

  /// What moves on from where it was left.
  record Move(News item, GroupHead from, GroupHead to) {
    String conversation() {
      return item.conversation();
    }
  }

  /// What stands where all its users are left word of it.
  record Begin(News item, GroupHead at) {
    String conversation() {
      return item.conversation();
    }
  }

  /// How the news of a look-up are left.
  ///
  /// @param span of time that words are left in
  /// @param moved groups whose users all have a word
  /// @param begun groups whose users are left one now; they are among those of `words`
  /// @param words for each of the users named
  record Plan(long span, List<Move> moved, List<Begin> begun, List<News> words) {}

  /// @param usersMin of a conversation, for which its head is worth a key of its own
  GroupHeads(int usersMin) {
    this.usersMin = usersMin;
  }

  Plan plan(List<News> news, long span) {
    // most that is said is said to two: nothing to remember, and nobody to wait for
    return news.stream().anyMatch(this::hasHead)
        ? plan(news, newestOfGroups(news), span)
        : new Plan(span, List.of(), List.of(), news);
  }

  private boolean hasHead(News item) {
    return item.users().size() >= usersMin
        && item.conversation().startsWith(ConversationId.Group.PREFIX);
  }

  private synchronized Plan plan(List<News> news, Set<News> ofGroups, long span) {
    Plan plan = new Plan(span, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (News item : news) {
      boolean isOfGroup = ofGroups.contains(item);
      if (!isOfGroup) {
        plan.words().add(item);
        continue;
      }
      Left before = left.get(item.conversation());
      boolean isForTheSame = before != null && before.holdsFor(item);
      if (before != null && isForTheSame && before.span() == span) {
        plan.moved().add(new Move(item, before.head(), before.head().movedTo(text(item))));
        continue;
      }
      plan.words().add(item);
      // who reads her word just before she is left another one goes on from that, if she may
      GroupHead at =
          before != null && isForTheSame
              ? before.head().movedTo(text(item))
              : GroupHead.begunAt(text(item));
      plan.begun().add(new Begin(item, at));
    }
    return plan;
  }

  /// Of each group the newest, whose users are those who hear what is said next.
  private Set<News> newestOfGroups(List<News> news) {
    Map<String, News> newest = new HashMap<>();
    for (News item : news) {
      if (hasHead(item)) {
        newest.merge(item.conversation(), item, (one, next) -> next.seq() > one.seq() ? next : one);
      }
    }
    Set<News> those = Collections.newSetFromMap(new IdentityHashMap<>());
    those.addAll(newest.values());
    return those;
  }

  synchronized void moved(List<Move> moved) {
    for (Move move : moved) {
      left.computeIfPresent(move.conversation(), (_, before) -> before.movedTo(move.to()));
    }
  }

  /// Of these words and heads are there.
  synchronized void begun(List<Begin> begun, long span) {
    for (Begin begin : begun) {
      WeakReference<List<String>> users = new WeakReference<>(begin.item().users());
      left.put(begin.conversation(), new Left(users, span, begin.at()));
    }
  }

  /// These stand elsewhere, or nowhere.
  synchronized void forget(Collection<Move> elsewhere) {
    elsewhere.forEach(move -> left.remove(move.conversation()));
  }

  private static String text(News item) {
    return NewsSpan.text(item.seq(), item.messageId());
  }
}
