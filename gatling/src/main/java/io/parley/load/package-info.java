/// The load kit: scenarios for Gatling that verify the promises while they measure.
///
/// [LoadProgram] and [LoadSimulation] are the entry points; `docs/load.md` says how to run it.
@NullMarked
package io.parley.load;

import org.jspecify.annotations.NullMarked;
