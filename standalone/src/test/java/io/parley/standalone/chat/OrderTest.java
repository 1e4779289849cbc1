package io.parley.standalone.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderTest {
  @Test
  void wordsAreNamesAndQuotesKeepSeveralTogether() {
    assertEquals(
        new Order.Make("team", List.of("bob", "carol")), Order.parse("/new team bob  carol"));
    assertEquals(new Order.Make("the team", List.of("bob")), Order.parse("/new \"the team\" bob"));
    assertEquals(new Order.Make("just me", List.of()), Order.parse("/new \"just me\""));
    assertEquals(new Order.Add(List.of("bob", "carol")), Order.parse("/add bob carol"));
    assertEquals(new Order.Let(List.of("dave")), Order.parse("/let dave"));
  }

  @Test
  void nameThatNothingFollowsNeedsNoQuotes() {
    assertEquals(new Order.Open("the team"), Order.parse("/open the team"));
    assertEquals(new Order.Open("the team"), Order.parse("/open \"the team\""));
    assertEquals(new Order.Rename("the crew"), Order.parse("/rename the crew"));
    assertEquals(new Order.Join("g:1.secret"), Order.parse("/join g:1.secret"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/new", "/add", "/remove", "/rename", "/let", "/open", "/join"})
  void orderThatLacksSomethingSaysHowItIsTyped(String line) {
    String why = assertInstanceOf(Order.Unclear.class, Order.parse(line)).why();
    assertEquals(line, why.split(" ", 2)[0]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dance", "/", "/help", "/\"new\" team", "/ new"})
  void anythingElseAsksForHelp(String line) {
    assertEquals(new Order.Help(), Order.parse(line));
  }
}
