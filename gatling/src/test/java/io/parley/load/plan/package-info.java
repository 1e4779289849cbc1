@NullMarked
package io.parley.load.plan;

import org.jspecify.annotations.NullMarked;
