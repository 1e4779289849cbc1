package io.parley.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PageSizeTest {
  private static final long QUICK = Duration.ofSeconds(5).toNanos();

  private final PageSize pages = new PageSize(Duration.ofSeconds(20));

  @Test
  void answersLostWithOneSocketCountOnce() {
    int asked = pages.now();
    pages.lost(asked);
    pages.lost(asked);

    assertEquals(100, pages.now());
  }

  @Test
  void oneIsAlwaysAskedFor() {
    for (int i = 0; i < 20; i++) {
      pages.lost(pages.now());
    }
    assertEquals(1, pages.now());
  }

  @Test
  void fullAnswersThatComeQuicklyBringItBack() {
    pages.lost(200);
    pages.lost(100);
    pages.came(50, 50, QUICK);
    assertEquals(100, pages.now());
    pages.came(100, 100, QUICK);
    pages.came(200, 200, QUICK);

    assertEquals(200, pages.now());
  }

  @Test
  void slowAnswersAndSmallOnesSayNothing() {
    pages.lost(200);
    pages.came(100, 100, QUICK + 1);
    pages.came(100, 99, 0);

    assertEquals(100, pages.now());
  }
}
