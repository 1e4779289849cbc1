@NullMarked
package io.parley.load.protocol;

import org.jspecify.annotations.NullMarked;
