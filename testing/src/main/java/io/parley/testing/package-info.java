/// For tests only: time and threads that a test steps by hand.
@NullMarked
package io.parley.testing;

import org.jspecify.annotations.NullMarked;
