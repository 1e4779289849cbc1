/// Remote calls that end. Every call to an engine or an outside service goes through a
/// [Policy][io.parley.runtime.resilience.Policy]: a deadline per attempt and one over all, a
/// circuit breaker, a bound on concurrent calls, and a bounded, jittered retry for calls that may
/// be repeated. Policies are made by [Policies][io.parley.runtime.resilience.Policies] and nowhere
/// else, so no call can be without a metric.
@NullMarked
package io.parley.runtime.resilience;

import org.jspecify.annotations.NullMarked;
