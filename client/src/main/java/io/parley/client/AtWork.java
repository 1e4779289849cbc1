package io.parley.client;

/// Whether this thread runs for a client just now, whichever: then it must not wait for one, which
/// may need this very thread.
final class AtWork {
  private static final ThreadLocal<Boolean> HERE = new ThreadLocal<>();

  private AtWork() {}

  static boolean isHere() {
    return HERE.get() != null;
  }

  static void run(Runnable work) {
    if (isHere()) {
      work.run();
      return;
    }
    HERE.set(true);
    try {
      work.run();
    } finally {
      HERE.remove();
    }
  }
}
