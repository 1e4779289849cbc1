package io.parley.edge.socket;

import io.parley.edge.socket.ConversationPages.Placed;
import io.parley.edge.socket.ConversationPages.Plan;
import io.parley.edge.socket.ConversationPages.Wanted;
import io.parley.history.Inboxes.Entry;
import io.parley.protocol.v1.ConversationItem;
import io.parley.protocol.v1.ConversationList;
import java.util.List;
import java.util.Optional;

/// A page of conversations while it is filled, a few at a time: what will not fit is not read.
/// Pure; one thread at a time.
final class FillingPage {
  private final Plan plan;
  private final List<Placed> order;
  private final Wanted wanted;
  private final ConversationList.Builder page = ConversationList.newBuilder();
  private int bytes;
  private int next;
  private boolean full;

  /// @param order of what the page may show
  FillingPage(Plan plan, List<Placed> order, Wanted wanted) {
    this.plan = plan;
    this.order = order;
    this.wanted = wanted;
  }

  /// What comes next, so many at most; none when the page is done.
  List<Entry> next(int most) {
    if (full || page.getItemsCount() == wanted.limit()) {
      return List.of();
    }
    return order.subList(next, Math.min(order.size(), next + most)).stream()
        .map(Placed::entry)
        .toList();
  }

  /// @param items of what came next, in its order; empty where there is nothing to show any more
  void add(List<Optional<ConversationItem>> items) {
    for (Optional<ConversationItem> item : items) {
      if (item.isPresent() && !fits(item.get())) {
        full = true;
        return;
      }
      item.ifPresent(page::addItems);
      next++;
    }
  }

  private boolean fits(ConversationItem item) {
    bytes += WireSize.atMost(item);
    int before = page.getItemsCount();
    return before == 0 || (before < wanted.limit() && bytes <= wanted.bytesMax());
  }

  ConversationList done() {
    boolean more = next < order.size() || order.size() > wanted.limit();
    if (more) {
      page.setNextPageToken(PageToken.of(order.get(next - 1).position()));
    } else {
      plan.rest().ifPresent(rest -> page.setNextPageToken(PageToken.of(rest)));
    }
    return page.build();
  }
}
