@NullMarked
package io.parley.runtime.kafka;

import org.jspecify.annotations.NullMarked;
