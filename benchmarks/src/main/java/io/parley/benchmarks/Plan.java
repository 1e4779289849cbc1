package io.parley.benchmarks;

import java.util.List;

/// Who talks to whom.
sealed interface Plan {
  /// How many people have accounts and are connected.
  int people();

  /// In pairs.
  record Pairs(int people, List<Load> loads) implements Plan {
    public Pairs {
      loads = List.copyOf(loads);
    }
  }

  /// In groups, one size after the other, of so many members, all of them connected; one rate after
  /// the other.
  record Groups(List<Integer> members, List<GroupRate> rates) implements Plan {
    public Groups {
      members = List.copyOf(members);
      rates = List.copyOf(rates);
    }

    int groupsAtOnce() {
      return rates.stream().mapToInt(GroupRate::groups).max().orElse(1);
    }

    @Override
    public int people() {
      return even(members.stream().mapToInt(Integer::intValue).max().orElseThrow());
    }
  }

  /// So many groups of the same members at once, and how they are written to.
  record GroupRate(int groups, Load.Tempo tempo) {}

  /// One to the members of channels, one after the other, of so many members, the same of whom are
  /// connected in each.
  record Channels(List<Integer> members, int connected, int perSecond) implements Plan {
    public Channels {
      members = List.copyOf(members);
    }

    @Override
    public int people() {
      return even(connected);
    }
  }

  /// All that the budget of the project names: idle sockets, pairs, groups. What is empty is left
  /// out.
  ///
  /// @param secure whether sockets speak TLS
  record Budget(Idle idle, Pairs pairs, Groups groups, boolean secure) implements Plan {
    @Override
    public int people() {
      return Math.max(pairs.people(), groups.members().isEmpty() ? 0 : groups.people());
    }
  }

  /// Sockets without messages.
  ///
  /// @param atOnce handshakes under way
  record Idle(int sockets, int minutes, int atOnce) {}

  /// The run-in is in pairs.
  private static int even(int people) {
    return people + people % 2;
  }
}
