package io.parley.client;

/// How much a client holds. What happens at each bound stands beside it.
///
/// @param outbox messages that wait; one more fails with `OUTBOX_FULL`
/// @param calls requests of the app without an answer; one more fails with `RATE_LIMITED`
/// @param undelivered events that the listener has not taken; what comes then is read from the
///   server's history once half of them are taken
/// @param early events of one conversation that came before their turn; more are read from history
/// @param reads requests of its own for history at once
/// @param inboundBytes frames received and not looked at; beyond it the socket is closed, and the
///   client connects anew and catches up
public record ClientLimits(
    int outbox, int calls, int undelivered, int early, int reads, int inboundBytes) {
  public static final ClientLimits STANDARD = new ClientLimits(1000, 64, 1000, 256, 4, 16 << 20);

  public ClientLimits {
    requirePositive("outbox", outbox);
    requirePositive("calls", calls);
    requirePositive("undelivered", undelivered);
    requirePositive("early", early);
    requirePositive("reads", reads);
    requirePositive("inboundBytes", inboundBytes);
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
    }
  }
}
