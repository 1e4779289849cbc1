package io.parley.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OneTextTest {
  @Test
  void commasSeparateAndBlanksDoNotCount() {
    assertEquals(List.of("a", "b c"), OneText.list(" a, b c ,,"));
    assertEquals(Map.of("a", "1", "b", ""), OneText.map("a = 1,b=,"));
    assertEquals(List.of(), OneText.list(""));
    assertEquals(Map.of(), OneText.map(""));
  }

  @Test
  void aBackslashMakesACommaPartOfTheText() {
    assertEquals(List.of("a,b", "c"), OneText.list("a\\,b,c"));
    assertEquals(
        Map.of("ciphers", "x,y=z", "key", "QQ=="), OneText.map("ciphers=x\\,y=z,key=QQ=="));
    assertEquals(Map.of("a=b", "c"), OneText.map("a\\=b=c"));
  }

  @Test
  void aBackslashBeforeAnythingElseIsOne() {
    assertEquals(List.of("C:\\x", "\\"), OneText.list("C:\\x,\\"));
    assertEquals(List.of("a\\", "b"), OneText.list("a\\\\,b"));
  }

  @Test
  void whatIsWrittenReadsBackAsTheSame() {
    List<String> list = List.of("a,b", "c\\", "=", "\\,", "x\\y");
    assertEquals(list, OneText.list(OneText.of(list)));
    Map<String, String> map = Map.of("a=b", "c=d,e", "f\\", "\\", "g,h", "");
    assertEquals(map, OneText.map(OneText.of(map)));
  }

  @Test
  void aMapRefusesWhatHasNoNameOrOneTwice() {
    for (String text : List.of("a", "a=1,b", "=1", "a=1,a=2")) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> OneText.map(text), text).getMessage();
      assertEquals(
          text.equals("a=1,a=2")
              ? "each name once"
              : "name=value,name=value; a comma in a value as \\,",
          message);
    }
  }
}
