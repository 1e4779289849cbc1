package io.parley.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TlsReloadTest {
  private TlsReload reload = TlsReload.of("old");

  private TlsReload.Step look(String found) {
    TlsReload.Step step = reload.next(found);
    reload = reload.found(found);
    return step;
  }

  @Test
  void whatIsInForceIsNotTakenAgain() {
    assertEquals(TlsReload.Step.REST, look("old"));
    assertEquals(TlsReload.Step.REST, look("old"));
  }

  @Test
  void whatChangedIsTakenOnceItStays() {
    assertEquals(TlsReload.Step.WAIT, look("half new"));
    assertEquals(TlsReload.Step.WAIT, look("new"));
    assertEquals(TlsReload.Step.TAKE, look("new"));
    reload = TlsReload.of("new");
    assertEquals(TlsReload.Step.REST, look("new"));
  }

  @Test
  void whatWasRefusedIsTriedAgainAtEachLook() {
    assertEquals(TlsReload.Step.WAIT, look("bad"));
    assertEquals(TlsReload.Step.TAKE, look("bad"));
    assertEquals(TlsReload.Step.TAKE, look("bad"));
  }

  @Test
  void whatWasChangedBackIsLeftAlone() {
    assertEquals(TlsReload.Step.WAIT, look("new"));
    assertEquals(TlsReload.Step.REST, look("old"));
    assertEquals(TlsReload.Step.WAIT, look("new"));
  }
}
