package io.parley.benchmarks;

import java.util.Locale;

/// What a figure of the budget ought to be.
sealed interface Goal {
  Goal NONE = new None();

  boolean isMet(double figure);

  private static String text(double bound) {
    return bound == Math.rint(bound)
        ? String.format(Locale.ROOT, "%,.0f", bound)
        : BudgetTable.number(bound);
  }

  /// No more than this.
  record AtMost(double most) implements Goal {
    @Override
    public boolean isMet(double figure) {
      return figure <= most;
    }

    @Override
    public String toString() {
      return "≤ " + text(most);
    }
  }

  /// No less than this.
  record AtLeast(double least) implements Goal {
    @Override
    public boolean isMet(double figure) {
      return figure >= least;
    }

    @Override
    public String toString() {
      return "≥ " + text(least);
    }
  }

  /// Told for what it is.
  record None() implements Goal {
    @Override
    public boolean isMet(double figure) {
      return true;
    }

    @Override
    public String toString() {
      return "";
    }
  }
}
