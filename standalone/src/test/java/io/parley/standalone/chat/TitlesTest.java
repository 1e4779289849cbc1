package io.parley.standalone.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.protocol.v1.ConversationItem;
import io.parley.protocol.v1.Created;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Head;
import io.parley.protocol.v1.Renamed;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TitlesTest {
  private static final String TEAM = "g:team";

  private final Titles titles = new Titles();

  @Test
  void titleIsTheOneThatWasGivenLast() {
    assertEquals(Optional.empty(), titles.of(TEAM));
    titles.learn(created(1, "team"));
    assertEquals(Optional.of("team"), titles.of(TEAM));
    titles.learn(renamed(4, "crew"));
    assertEquals(Optional.of("crew"), titles.of(TEAM));
  }

  /// A list tells how it is called now, and what led to that may be read after it.
  @Test
  void whatIsReadLaterAndHappenedEarlierDoesNotBringAnOldTitleBack() {
    titles.learn(
        ConversationItem.newBuilder()
            .setConversation(TEAM)
            .setName("gang")
            .setHead(Head.newBuilder().setSeq(9))
            .build());
    titles.learn(created(1, "team"));
    titles.learn(renamed(4, "crew"));
    assertEquals(Optional.of("gang"), titles.of(TEAM));
    titles.learn(renamed(10, "us"));
    assertEquals(Optional.of("us"), titles.of(TEAM));
  }

  private static Event created(long seq, String name) {
    return event(seq).setCreated(Created.newBuilder().setName(name)).build();
  }

  private static Event renamed(long seq, String name) {
    return event(seq).setRenamed(Renamed.newBuilder().setName(name)).build();
  }

  private static Event.Builder event(long seq) {
    return Event.newBuilder().setConversation(TEAM).setSeq(seq);
  }
}
