package io.parley.standalone.chat;

import io.parley.client.ParleyClient;
import io.parley.client.RefusedException;
import io.parley.protocol.UserId;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.ConversationItem;
import io.parley.protocol.v1.ConversationList;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.MemberItem;
import io.parley.protocol.v1.MemberList;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.Sent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/// Does what is ordered of a server, and says what came of it. Futures complete where the client
/// calls its listener, which is the chat's one thread.
final class Clerk {
  private static final int OVERVIEW = 20;
  private static final int PAGE = 200;
  private static final int PAGES_MAX = 50;
  private static final int MEMBERS_SHOWN = 100;

  /// The chat that one orders from.
  interface Host {
    /// Where one talks now.
    Room room();

    void open(Room room);

    void note(String text);

    /// An event of this place will come: it is the line that tells of what was ordered.
    void expect(Sent sent);

    /// It was heard of in passing.
    void know(ConversationItem item);
  }

  private final String me;
  private final ParleyClient client;
  private final Host host;

  /// The last overview, whose numbers count.
  private List<ConversationItem> overview = List.of();

  Clerk(String me, ParleyClient client, Host host) {
    this.me = me;
    this.client = client;
    this.host = host;
  }

  /// Fails when it could not be done.
  CompletableFuture<?> obey(Order.There order) {
    return switch (order) {
      case Order.Overview _ -> overview();
      case Order.Open(String what) -> open(what);
      case Order.OpenGroup(String name) -> openGroup(name);
      case Order.Make(String name, List<String> members) ->
          client
              .groups()
              .createGroup(name, members)
              .thenAccept(sent -> host.open(Room.group(sent.getConversation(), name)));
      case Order.Join(String where) -> join(where);
      case Order.InGroup inGroup ->
          host.room().isNowhere() || host.room().isDirect()
              ? refuse("this is no group: /new NAME WHO… makes one, /open NAME opens one")
              : obey(inGroup, host.room().conversation());
    };
  }

  private CompletableFuture<?> obey(Order.InGroup order, String group) {
    return switch (order) {
      case Order.Add(List<String> users) -> told(client.groups().addMembers(group, users));
      case Order.Remove(List<String> users) -> told(client.groups().removeMembers(group, users));
      case Order.Let(List<String> users) ->
          told(client.groups().answerRequests(group, users, true));
      case Order.Rename(String name) -> told(client.groups().rename(group, name));
      case Order.Leave _ -> told(client.groups().leave(group));
      case Order.Members _ ->
          client.groups().members(group, MEMBERS_SHOWN, "").thenAccept(this::tell);
      case Order.MakeLink _ ->
          client
              .groups()
              .createLink(group, null, false)
              .thenAccept(link -> host.note("who types this comes in: /join " + link));
    };
  }

  private CompletableFuture<?> told(CompletableFuture<Sent> change) {
    return change.thenAccept(host::expect);
  }

  private static CompletableFuture<?> refuse(String why) {
    return CompletableFuture.failedFuture(new IllegalStateException(why));
  }

  private void tell(MemberList members) {
    List<String> names = members.getItemsList().stream().map(Clerk::member).toList();
    String more = members.getNextPageToken().isEmpty() ? "" : ", and more";
    host.note(String.join(", ", names) + more);
  }

  private static String member(MemberItem member) {
    String user = Printable.of(member.getUser());
    return member.getRole() == Role.MEMBER
        ? user
        : user + " (" + EventLines.role(member.getRole()) + ")";
  }

  private CompletableFuture<?> overview() {
    return client
        .conversations(OVERVIEW, "")
        .thenAccept(list -> {
          overview = list.getItemsList();
          overview.forEach(host::know);
          if (overview.isEmpty()) {
            host.note("nobody yet: /open WHO, or /new NAME WHO…");
          }
          for (int i = 0; i < overview.size(); i++) {
            host.note("%2d  %s".formatted(i + 1, line(overview.get(i))));
          }
        });
  }

  private static String line(ConversationItem item) {
    String what =
        switch (item.getKind()) {
          case GROUP -> " (group)";
          case CHANNEL -> " (channel)";
          case DIRECT, KIND_UNSPECIFIED, UNRECOGNIZED -> "";
        };
    return Printable.of(item.getName()) + what + news(item);
  }

  /// Who is out of a group cannot tell any more what she has read of it.
  private static String news(ConversationItem item) {
    long unread = item.getHead().getSeq() - item.getRead();
    return isOut(item) ? ", you are out of it" : unread > 0 ? ", " + unread + " new" : "";
  }

  private static boolean isGroup(ConversationItem item) {
    return item.getKind() == Kind.GROUP || item.getKind() == Kind.CHANNEL;
  }

  private static boolean isOut(ConversationItem item) {
    return isGroup(item) && item.getRole() == Role.ROLE_UNSPECIFIED;
  }

  private CompletableFuture<?> open(String what) {
    if (what.matches("[0-9]{1,2}")) {
      int number = Integer.parseInt(what);
      if (number >= 1 && number <= overview.size()) {
        host.open(room(overview.get(number - 1)));
        return CompletableFuture.completedFuture(what);
      }
    }
    return named(what, "", PAGES_MAX, new ArrayList<>())
        .thenAccept(found -> {
          if (found.isEmpty() && UserId.isValid(what)) {
            host.open(Room.direct(me, what));
          } else {
            open(what, found);
          }
        });
  }

  private CompletableFuture<?> openGroup(String name) {
    return named(name, "", PAGES_MAX, new ArrayList<>())
        .thenAccept(found -> open(name, found.stream().filter(Clerk::isGroup).toList()));
  }

  private void open(String name, List<ConversationItem> found) {
    if (found.isEmpty()) {
      throw new IllegalStateException(
          "there is no %s here: /list shows what there is, /new makes a group".formatted(name));
    }
    if (found.size() > 1) {
      overview = found;
      for (int i = 0; i < found.size(); i++) {
        host.note("%2d  %s".formatted(i + 1, line(found.get(i))));
      }
      throw new IllegalStateException(
          "%d are called %s: /open NUMBER".formatted(found.size(), name));
    }
    host.open(room(found.getFirst()));
  }

  private Room room(ConversationItem item) {
    return isGroup(item)
        ? Room.group(item.getConversation(), item.getName())
        : Room.direct(me, item.getName());
  }

  /// All of this name.
  private CompletableFuture<List<ConversationItem>> named(
      String name, String pageToken, int pagesLeft, List<ConversationItem> had) {
    return client
        .conversations(PAGE, pageToken)
        .thenCompose(page -> {
          page.getItemsList().forEach(host::know);
          List<ConversationItem> found = Stream.concat(had.stream(), matching(page, name)).toList();
          return page.getNextPageToken().isEmpty() || pagesLeft == 1
              ? CompletableFuture.completedFuture(found)
              : named(name, page.getNextPageToken(), pagesLeft - 1, found);
        });
  }

  private static Stream<ConversationItem> matching(ConversationList page, String name) {
    return page.getItemsList().stream().filter(item -> item.getName().equals(name));
  }

  /// By a link, or into an open channel. Whether one is in shows when one asks what it is.
  private CompletableFuture<?> join(String where) {
    CompletableFuture<Sent> joined =
        where.contains(".") ? client.groups().joinByLink(where) : client.groups().join(where);
    return joined.thenCompose(sent ->
        client
            .groups()
            .info(sent.getConversation())
            .thenAccept(info -> host.open(Room.group(info.getConversation(), info.getName())))
            .exceptionally(failure -> {
              if (!isForbidden(failure)) {
                throw new CompletionException(failure);
              }
              host.note("asked to be let in");
              return null;
            }));
  }

  private static boolean isForbidden(Throwable failure) {
    return Reason.cause(failure) instanceof RefusedException refused
        && refused.code() == Code.FORBIDDEN;
  }
}
