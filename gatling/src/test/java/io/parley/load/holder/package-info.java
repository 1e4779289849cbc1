@NullMarked
package io.parley.load.holder;

import org.jspecify.annotations.NullMarked;
