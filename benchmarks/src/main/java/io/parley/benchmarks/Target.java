package io.parley.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.SequencedMap;

/// What loads are aimed at, and whose processes are charged for them.
interface Target {
  /// Where sockets are opened.
  List<URI> sockets() throws IOException;

  /// So many people in pairs who can log in.
  ///
  /// @param prefix of their user ids, not used before
  List<LoadSocket.Person> people(String prefix, int count) throws IOException, InterruptedException;

  /// Every process that has a part in a message.
  SequencedMap<String, Long> processes() throws IOException;

  /// The one of them that holds sockets, where it is one.
  String edge();

  /// What engines were asked for until now.
  Operations operations() throws IOException;
}
