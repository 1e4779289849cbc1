package io.parley.history;

import static io.parley.history.Timelines.conversation;
import static io.parley.history.Timelines.get;
import static io.parley.history.Timelines.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.history.ChannelRolls.Item;
import io.parley.history.ChannelRolls.Page;
import io.parley.history.ChannelRolls.Place;
import io.parley.history.ChannelRolls.Roll;
import io.parley.history.ChannelRolls.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// What every [ChannelRolls] does; the one in Cassandra with pages of five places.
public abstract class ChannelRollsContract {
  private final String channel = conversation();

  protected abstract ChannelRolls rolls();

  private static Place place(long ordinal, boolean present, long seq) {
    return new Place(Roll.MEMBERS, ordinal, "user-" + ordinal, present, id(seq));
  }

  private void put(Place... places) {
    get(rolls().put(channel, List.of(places)));
  }

  private void fill(long first, long last) {
    get(
        rolls()
            .put(
                channel,
                LongStream.rangeClosed(first, last)
                    .mapToObj(ordinal -> place(ordinal, true, 1))
                    .toList()));
  }

  /// Page after page, each of `limit` places.
  private List<Item> all(Roll roll, int limit) {
    List<Item> items = new ArrayList<>();
    Page page = get(rolls().page(channel, roll, 0, limit));
    items.addAll(page.items());
    while (page.next() >= 0) {
      page = get(rolls().page(channel, roll, page.next(), limit));
      assertTrue(page.items().size() <= limit);
      items.addAll(page.items());
    }
    return items;
  }

  private static List<Item> items(LongStream ordinals) {
    return ordinals.mapToObj(ordinal -> new Item(ordinal, "user-" + ordinal)).toList();
  }

  @Test
  void aRollThatNobodyCameOntoIsEmpty() {
    assertEquals(new Page(List.of(), -1), get(rolls().page(channel, Roll.MEMBERS, 0, 10)));
    assertEquals(new Page(List.of(), -1), get(rolls().page(channel, Roll.MEMBERS, 17, 10)));
    get(rolls().put(channel, List.of()));
    assertEquals(List.of(), all(Roll.BANNED, 10));
  }

  @Test
  void pagesGoThroughAllPlacesInOrderWhateverTheirSize() {
    for (long last : new long[] {1, 4, 5, 6, 10, 23}) {
      fill(1, last);
      for (int limit : new int[] {1, 2, 5, 7, 10, 23, 24, 100}) {
        assertEquals(items(LongStream.rangeClosed(1, last)), all(Roll.MEMBERS, limit));
      }
    }
    Page middle = get(rolls().page(channel, Roll.MEMBERS, 4, 8));
    assertEquals(new Page(items(LongStream.rangeClosed(5, 12)), 12), middle);
  }

  @Test
  void whoIsNotPresentIsPassedOverAndAPageMayBeEmpty() {
    fill(1, 12);
    for (long ordinal = 2; ordinal <= 11; ordinal++) {
      put(place(ordinal, false, 2));
    }
    assertEquals(items(LongStream.of(1, 12)), all(Roll.MEMBERS, 3));
    Page empty = get(rolls().page(channel, Roll.MEMBERS, 1, 3));
    assertEquals(new Page(List.of(), 4), empty);
    put(place(7, true, 3));
    assertEquals(items(LongStream.of(1, 7, 12)), all(Roll.MEMBERS, 3));
  }

  @Test
  void placesThatWereNeverWrittenAreNoEnd() {
    fill(1, 2);
    fill(9, 9);
    fill(12, 13);
    for (int limit : new int[] {1, 2, 3, 10}) {
      assertEquals(items(LongStream.of(1, 2, 9, 12, 13)), all(Roll.MEMBERS, limit));
    }
  }

  @Test
  void theLaterRecordStaysWhateverComesLast() {
    put(place(3, false, 8));
    put(place(3, true, 7));
    assertEquals(List.of(), all(Roll.MEMBERS, 10));
    put(place(3, true, 9));
    put(place(3, false, 8));
    assertEquals(items(LongStream.of(3)), all(Roll.MEMBERS, 10));
  }

  @Test
  void rollsAndChannelsAreApart() {
    put(place(1, true, 1), new Place(Roll.BANNED, 1, "mallory", true, id(1)));
    get(rolls().put(conversation(), List.of(place(2, true, 1))));
    assertEquals(items(LongStream.of(1)), all(Roll.MEMBERS, 10));
    assertEquals(List.of(new Item(1, "mallory")), all(Roll.BANNED, 10));
  }

  @Test
  void manyPlacesAreWrittenAtOnce() {
    fill(1, 1_024);
    assertEquals(items(LongStream.rangeClosed(1, 1_024)), all(Roll.MEMBERS, 1_000));
  }

  @Test
  void aPlaceBelowOneIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> place(0, true, 1));
    assertThrows(
        IllegalArgumentException.class, () -> new Place(Roll.MEMBERS, 1, "alice", true, 0));
  }

  @Test
  void theTallyOfTheLaterRecordStays() {
    assertEquals(Optional.empty(), get(rolls().tally(channel)));
    Tally first = new Tally(3, 4, 1, id(10));
    Tally second = new Tally(2, 5, 2, id(11));
    get(rolls().count(channel, first));
    assertEquals(Optional.of(first), get(rolls().tally(channel)));
    get(rolls().count(channel, second));
    get(rolls().count(channel, first));
    get(rolls().count(channel, second));
    assertEquals(Optional.of(second), get(rolls().tally(channel)));
    assertEquals(Optional.empty(), get(rolls().tally(conversation())));
  }
}
