package io.parley.standalone.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceKindTest {
  @Test
  void idsAreTheWordsOfTheCommandLine() {
    assertEquals(
        List.of("edge", "router", "presence", "push"),
        Arrays.stream(ServiceKind.values()).map(ServiceKind::id).toList());
  }

  @ParameterizedTest
  @EnumSource
  void everyKindIsFoundByItsId(ServiceKind kind) {
    assertEquals(Optional.of(kind), ServiceKind.byId(kind.id()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "EDGE", "edge-1", "kafka"})
  void otherWordsAreNoKind(String word) {
    assertEquals(Optional.empty(), ServiceKind.byId(word));
  }
}
