/// Brings a keyspace to the tables that this program needs: numbered files of statements, applied
/// in order, once, by one process at a time. Knows sessions and statements, not what is kept.
@NullMarked
package io.parley.history.schema;

import org.jspecify.annotations.NullMarked;
