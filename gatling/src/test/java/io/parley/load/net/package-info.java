@NullMarked
package io.parley.load.net;

import org.jspecify.annotations.NullMarked;
