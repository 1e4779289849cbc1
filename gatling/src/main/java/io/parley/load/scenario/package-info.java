/// The scenarios, each under the name by which it is asked for.
@NullMarked
package io.parley.load.scenario;

import org.jspecify.annotations.NullMarked;
