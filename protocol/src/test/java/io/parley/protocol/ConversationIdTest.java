package io.parley.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConversationIdTest {
  @Test
  void aDirectConversationIsTheSameWhoeverWritesFirst() {
    assertEquals("d:alice:bob", ConversationId.direct("alice", "bob").text());
    assertEquals(ConversationId.direct("alice", "bob"), ConversationId.direct("bob", "alice"));
  }

  @Test
  void directConversationsAreEqualWhereTheirUsersAre() {
    ConversationId.Direct coined = ConversationId.direct("bob", "alice");
    ConversationId read = ConversationId.parse("d:alice:bob").orElseThrow();
    assertEquals(coined, read);
    assertEquals(coined.hashCode(), read.hashCode());
    assertEquals(coined.toString(), read.toString());
    assertEquals("alice", coined.first());
    assertEquals("bob", coined.second());
    // dots and dashes are of names, so no two pairs have one text
    assertNotEquals(ConversationId.direct("a-b", "c"), ConversationId.direct("a", "b-c"));
    assertNotEquals(ConversationId.direct("alice", "alice"), coined);
  }

  /// It is a key of maps many times a message.
  @Test
  void theTextOfADirectConversationIsMadeOnce() {
    String text = new String("d:alice:bob");
    ConversationId read = ConversationId.parse(text).orElseThrow();
    assertSame(text, read.text());
    ConversationId coined = ConversationId.direct("alice", "bob");
    assertSame(coined.text(), coined.text());
  }

  @Test
  void itIsReadBackFromItsText() {
    ConversationId.Direct direct = ConversationId.direct("b.o_b-2", "alice");
    assertEquals(Optional.of(direct), ConversationId.parse(direct.text()));
    assertTrue(direct.has("alice"));
    assertFalse(direct.has("carol"));
    assertEquals("alice", direct.peerOf("b.o_b-2"));
  }

  @Test
  void whoWritesToHerselfIsItsOnlyMember() {
    ConversationId.Direct self = ConversationId.direct("alice", "alice");
    assertEquals(List.of("alice"), self.members());
    assertEquals("alice", self.peerOf("alice"));
    assertEquals(Optional.of(self), ConversationId.parse("d:alice:alice"));
  }

  @Test
  void groupsAndChannelsAreCoinedFromBits() {
    byte[] bits = new byte[ConversationId.COINED_BYTES];
    bits[0] = (byte) 0xFB;
    ConversationId group = ConversationId.group(bits);
    ConversationId channel = ConversationId.channel(bits);
    assertEquals("g:-wAAAAAAAAAAAAAAAAAAAA", group.text());
    assertEquals("c:-wAAAAAAAAAAAAAAAAAAAA", channel.text());
    assertEquals(Optional.of(group), ConversationId.parse(group.text()));
    assertEquals(Optional.of(channel), ConversationId.parse(channel.text()));
    assertThrows(IllegalArgumentException.class, () -> ConversationId.group(new byte[15]));
    assertThrows(IllegalArgumentException.class, () -> new ConversationId.Group(channel.text()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "g:",
        "g:-wAAAAAAAAAAAAAAAAAAA",
        "g:-wAAAAAAAAAAAAAAAAAAAAA",
        "c:-wAAAAAAAAAAAAAAAAAA:A",
        "c:-wAAAAAAAAAAAAAAAAAA=A",
        "G:-wAAAAAAAAAAAAAAAAAAAA",
        "u:alice"
      })
  void whatNobodyCoinedIsNoConversation(String text) {
    assertEquals(Optional.empty(), ConversationId.parse(text));
  }

  @Test
  void theKeyOfAUserIsNoConversation() {
    UserKey key = new UserKey("alice");
    assertEquals("u:alice", key.text());
    assertEquals(Optional.of(key), UserKey.parse("u:alice"));
    assertEquals(Optional.empty(), UserKey.parse("u:Alice"));
    assertEquals(Optional.empty(), UserKey.parse("d:alice:bob"));
    assertThrows(IllegalArgumentException.class, () -> new UserKey(""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "d", "d:", "d:alice", "d:alice:", "d::bob", "d:bob:alice", "d:a:b:c", "d:A:b"})
  void anythingElseIsNoConversation(String text) {
    assertEquals(Optional.empty(), ConversationId.parse(text));
  }

  @Test
  void usersOutOfOrderAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new ConversationId.Direct("bob", "alice"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Alice", "al ice", "a/b", "ä", "a:b", "a\u0000"})
  void aUserIdIsOfTheSmallAlphabet(String id) {
    assertFalse(UserId.isValid(id));
    assertFalse(UserId.isValid("a".repeat(65)));
    assertTrue(UserId.isValid("a".repeat(64)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\n", "\u00e4"})
  void aDeviceIdIsPrintable(String id) {
    assertFalse(DeviceId.isValid(id));
    assertTrue(DeviceId.isValid("Alice's~Phone/2"));
  }
}
