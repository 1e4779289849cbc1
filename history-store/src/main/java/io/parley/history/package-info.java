/// The memory: everything kept in Cassandra. For now the connection, the keyspace and the proof
/// that both do their work; tables come with what they are for.
@NullMarked
package io.parley.history;

import org.jspecify.annotations.NullMarked;
