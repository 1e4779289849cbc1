package io.parley.edge.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.edge.Authenticator.Verdict;
import io.parley.history.accounts.AccountStores;
import io.parley.protocol.v1.Code;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountsPathsTest {
  private final AccountsPaths paths =
      AccountsPaths.elsewhere(
          new DeviceDesk(
              AccountStores.inMemory().devices(),
              (_, _, _) -> {},
              new SteppedWorld().surroundings));

  @ParameterizedTest
  @ValueSource(strings = {"", "%", "%zz", "%ff", "%00", "a%20b", "a/b%0a"})
  void aSegmentThatIsNoDeviceIdIsInvalid(String segment) {
    Endpoint.Guarded device =
        assertInstanceOf(Endpoint.Guarded.class, paths.at("/v1/devices/" + segment).orElseThrow());
    Answer answer =
        device.then().apply(new Verdict.Accepted("alice", "phone")).toCompletableFuture().join();
    assertEquals(Code.INVALID, assertInstanceOf(Answer.Refused.class, answer).code());
  }

  @Test
  void whatIsNotOursIsLeftToOthers() {
    assertTrue(paths.at(null).isEmpty());
    assertTrue(paths.at("/v1/devicesX").isEmpty());
    assertTrue(paths.at("/v1/accounts/").isEmpty());
  }
}
