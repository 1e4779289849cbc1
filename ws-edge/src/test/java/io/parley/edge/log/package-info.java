/// The edge's ends of the log against a real Kafka.
@NullMarked
package io.parley.edge.log;

import org.jspecify.annotations.NullMarked;
