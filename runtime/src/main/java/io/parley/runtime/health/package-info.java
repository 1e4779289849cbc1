/// Whether a process can do its work: what it depends on is asked regularly, and the last answers
/// are what `/readyz` tells.
@NullMarked
package io.parley.runtime.health;

import org.jspecify.annotations.NullMarked;
