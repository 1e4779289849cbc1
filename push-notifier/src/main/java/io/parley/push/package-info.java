/// Wakes devices that are away.
///
/// Nothing is here yet. The process that will run it is (`./parley run push`), with its admin port
/// and its dependencies.
@NullMarked
package io.parley.push;

import org.jspecify.annotations.NullMarked;
