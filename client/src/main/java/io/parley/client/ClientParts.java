package io.parley.client;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/// What a client is connected to the world by.
///
/// @param executor runs the client: one task at a time, whatever its number of threads; must not be
///   blocked
/// @param nanoTime monotonic
/// @param random from 0 to below 1, for jitter; asked by one thread at a time
record ClientParts(
    Transport transport,
    TokenSource tokens,
    ClientStore store,
    ClientListener listener,
    ScheduledExecutorService executor,
    Executor listenerExecutor,
    LongSupplier nanoTime,
    DoubleSupplier random) {}
