/// The commands of `./parley`, a class each. Start at [Commands].
@NullMarked
package io.parley.standalone.command;

import org.jspecify.annotations.NullMarked;
