/// Who talks to whom, when, and how much: drawn from distributions and repeatable from a seed.
/// Pure.
@NullMarked
package io.parley.load.plan;

import org.jspecify.annotations.NullMarked;
