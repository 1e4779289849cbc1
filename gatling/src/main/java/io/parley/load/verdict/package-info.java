/// Whether a run kept the promises, and whether it says anything at all. Pure: numbers in,
/// judgements out, no clock and no socket.
@NullMarked
package io.parley.load.verdict;

import org.jspecify.annotations.NullMarked;
