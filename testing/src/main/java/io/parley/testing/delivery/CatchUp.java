package io.parley.testing.delivery;

import com.google.protobuf.Timestamp;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.ConversationHead;
import io.parley.protocol.v1.ConversationItem;
import io.parley.protocol.v1.ConversationList;
import io.parley.protocol.v1.Head;
import io.parley.protocol.v1.Heads;
import io.parley.protocol.v1.History;
import io.parley.protocol.v1.ListConversations;
import io.parley.protocol.v1.ListMoved;
import io.parley.protocol.v1.Page;
import io.parley.protocol.v1.Pong;
import io.parley.protocol.v1.ServerFrame;
import io.parley.protocol.v1.Welcome;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a device has seen and what it knows to have missed: cursors, the conversations it is behind
/// in, and the questions that mend that. It asks only for a reason the protocol names: a hole in
/// `seq`, or a head ahead of its cursor.
///
/// Not safe for several threads: its client has the lock.
final class CatchUp {
  private static final int PAGE = 100;
  private static final int ASKED_MAX = 8;

  private final Map<String, Cursor> cursors = new HashMap<>();
  private final Set<String> behind = new LinkedHashSet<>();
  private final Map<String, Question> asked = new HashMap<>();

  /// Everything up to then is here, or on its way as the answer to a question.
  private @Nullable Timestamp complete;

  /// A time of the server that becomes [#complete] once all it told of has been read.
  private @Nullable Timestamp told;

  private @Nullable Listing listing;

  private sealed interface Question {}

  private record After(String conversation) implements Question {}

  /// A page of a list, the first with an empty token.
  private record Listing(boolean moved, String pageToken) implements Question {}

  /// For `hello.since`; empty for a device that begins.
  Optional<Timestamp> since() {
    return Optional.ofNullable(complete);
  }

  /// A session begins; whatever the one before had asked for will not be answered.
  void welcomed(Welcome welcome) {
    asked.clear();
    told = welcome.getServerTime();
    if (complete == null) {
      listing = new Listing(false, "");
    } else {
      heads(welcome.getMoved());
      String next = welcome.getMoved().getNextPageToken();
      listing = next.isEmpty() ? null : new Listing(true, next);
    }
    settle();
  }

  void pong(Pong pong) {
    pong.getHeadsList().forEach(this::head);
    if (pong.hasServerTime()) {
      told = pong.getServerTime();
      settle();
    }
  }

  void took(String conversation, long seq, long messageId) {
    Cursor cursor = cursor(conversation);
    cursor.take(seq, messageId);
    if (cursor.hasHole()) {
      behind.add(conversation);
    }
  }

  void heads(Heads heads) {
    heads.getItemsList().forEach(this::head);
  }

  private void head(ConversationHead item) {
    compare(item.getConversation(), item.getHead());
  }

  private void compare(String conversation, Head head) {
    if (cursor(conversation).isBehind(head)) {
      behind.add(conversation);
    }
  }

  private Cursor cursor(String conversation) {
    return cursors.computeIfAbsent(conversation, _ -> new Cursor());
  }

  /// The next question, to be sent under this id; empty if there is none to ask now.
  Optional<ClientFrame> next(String id) {
    Question question = nextQuestion();
    if (question == null || asked.size() >= ASKED_MAX) {
      return Optional.empty();
    }
    asked.put(id, question);
    ClientFrame.Builder frame = ClientFrame.newBuilder().setId(id);
    switch (question) {
      case After(String conversation) ->
          frame.setHistory(
              History.newBuilder()
                  .setConversation(conversation)
                  .setAfter(cursor(conversation).messageId())
                  .setLimit(PAGE));
      case Listing(boolean moved, String token) -> {
        if (moved) {
          Timestamp since = since().orElseThrow();
          frame.setMoved(ListMoved.newBuilder().setSince(since).setPageToken(token).setLimit(PAGE));
        } else {
          frame.setConversations(ListConversations.newBuilder().setLimit(PAGE).setPageToken(token));
        }
      }
    }
    return Optional.of(frame.build());
  }

  private @Nullable Question nextQuestion() {
    if (listing != null && !asked.containsValue(listing)) {
      return listing;
    }
    for (String conversation : behind) {
      var after = new After(conversation);
      if (!asked.containsValue(after)) {
        return after;
      }
    }
    return null;
  }

  boolean isAsked(String id) {
    return asked.containsKey(id);
  }

  /// It will be asked again, unless another attempt cannot change the answer: who was never a
  /// member has nothing to read.
  void failed(String id, boolean canPass) {
    if (asked.remove(id) instanceof After(String conversation) && !canPass) {
      behind.remove(conversation);
      settle();
    }
  }

  /// An answer to one of the questions. Its events must have been [#took] already.
  void answered(ServerFrame answer) {
    switch (asked.remove(answer.getRe())) {
      case After(String conversation) -> read(conversation, answer.getPage());
      case Listing(boolean moved, String _) -> {
        if (moved) {
          heads(answer.getHeads());
          turnPage(true, answer.getHeads().getNextPageToken());
        } else {
          list(answer.getConversations());
        }
      }
      case null -> {}
    }
    settle();
  }

  private void read(String conversation, Page page) {
    Cursor cursor = cursor(conversation);
    if (!page.getMore() && !cursor.hasHole() && !cursor.isBehind(page.getHead())) {
      behind.remove(conversation);
    }
  }

  private void list(ConversationList list) {
    for (ConversationItem item : list.getItemsList()) {
      compare(item.getConversation(), item.getHead());
    }
    turnPage(false, list.getNextPageToken());
  }

  private void turnPage(boolean moved, String next) {
    listing = next.isEmpty() ? null : new Listing(moved, next);
  }

  private void settle() {
    if (told != null && listing == null && behind.isEmpty()) {
      complete = told;
      told = null;
    }
  }
}
