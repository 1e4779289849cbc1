package io.parley.load.verdict;

import java.util.List;
import java.util.stream.Stream;

/// What a run may come to at most.
///
/// @param firm what a struggling generator is no excuse for
/// @param excusable what it makes worse by itself: times above all
public record Limits(List<Check> firm, List<Check> excusable) {
  public Limits {
    firm = List.copyOf(firm);
    excusable = List.copyOf(excusable);
  }

  public List<Check> all() {
    return Stream.concat(firm.stream(), excusable.stream()).toList();
  }
}
