package io.parley.edge.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.edge.Authenticator.Verdict;
import io.parley.history.accounts.AccountStores;
import io.parley.history.accounts.Devices;
import io.parley.protocol.v1.Code;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountsPathsTest {
  private final SteppedWorld world = new SteppedWorld();
  private final Devices devices = AccountStores.inMemory().devices();
  private final Cutoff cutoff =
      new Cutoff(
          devices,
          (_, _, _) -> CompletableFuture.<Void>completedStage(null),
          world.surroundings,
          AccountsMetrics.NONE);
  private final AccountsPaths paths =
      AccountsPaths.elsewhere(new DeviceDesk(devices, cutoff, world.clock));

  @ParameterizedTest
  @ValueSource(strings = {"", "%", "%zz", "%ff", "%00", "a%20b", "a/b%0a"})
  void aSegmentThatIsNoDeviceIdIsInvalid(String segment) {
    Endpoint.Guarded device =
        assertInstanceOf(Endpoint.Guarded.class, paths.at("/v1/devices/" + segment).orElseThrow());
    Answer answer =
        device.then().apply(new Verdict.Accepted("alice", "phone", 1)).toCompletableFuture().join();
    assertEquals(Code.INVALID, assertInstanceOf(Answer.Refused.class, answer).code());
  }

  @Test
  void whatIsNotOursIsLeftToOthers() {
    assertTrue(paths.at(null).isEmpty());
    assertTrue(paths.at("/v1/devicesX").isEmpty());
    assertTrue(paths.at("/v1/accounts/").isEmpty());
  }
}
