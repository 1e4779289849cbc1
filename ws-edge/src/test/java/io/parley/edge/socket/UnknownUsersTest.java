package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.parley.edge.UserDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Whether all of those exist whom a command names.
class UnknownUsersTest {
  private final Reads reads = MemoryReads.empty();

  private CompletableFuture<Optional<String>> first(List<String> named, UserDirectory users) {
    return reads.firstUnknown("alice", named, users).toCompletableFuture();
  }

  @Test
  void theFirstWhoDoesNotExistIsNamed() {
    UserDirectory users = user -> CompletableFuture.completedStage(!user.startsWith("no"));
    assertEquals(Optional.empty(), first(List.of("bob", "carol"), users).join());
    assertEquals(Optional.of("nobody"), first(List.of("bob", "nobody", "noone"), users).join());
  }

  @Test
  void ofAThousandOnlySoManyAreLookedUpAtOnce() {
    List<CompletableFuture<Boolean>> asked = new ArrayList<>();
    UserDirectory users =
        _ -> {
          CompletableFuture<Boolean> lookUp = new CompletableFuture<>();
          asked.add(lookUp);
          return lookUp;
        };
    List<String> named = IntStream.range(0, 1_024).mapToObj(i -> "u" + i).toList();
    CompletableFuture<Optional<String>> found = first(named, users);
    int most = 0;
    for (int done = 0; done < named.size(); done++) {
      most = Math.max(most, asked.size() - done);
      asked.get(done).complete(true);
    }
    assertEquals(16, most);
    assertEquals(Optional.empty(), found.join());
  }

  @Test
  void whenNobodyCanSayItFails() {
    UserDirectory users =
        user ->
            user.equals("carol")
                ? CompletableFuture.failedStage(new IllegalStateException("away"))
                : CompletableFuture.completedStage(true);
    CompletableFuture<Optional<String>> found = first(List.of("bob", "carol"), users);
    assertInstanceOf(
        IllegalStateException.class,
        assertThrows(CompletionException.class, found::join).getCause());
  }
}
