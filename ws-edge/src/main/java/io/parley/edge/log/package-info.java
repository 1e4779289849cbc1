/// The edge's two ends of the log: commands go into it, deliveries come out of it.
@NullMarked
package io.parley.edge.log;

import org.jspecify.annotations.NullMarked;
