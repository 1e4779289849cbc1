/// The launcher: the engines, the services and the data directory of one machine. Start at
/// [Launcher].
@NullMarked
package io.parley.standalone.up;

import org.jspecify.annotations.NullMarked;
