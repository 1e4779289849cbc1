/// The memory: everything kept in Cassandra. Its ports are
/// [ConversationLog][io.parley.history.ConversationLog] for the router,
/// [HistoryReader][io.parley.history.HistoryReader] for devices and
/// [Inboxes][io.parley.history.Inboxes] for both;
/// [CassandraHistory][io.parley.history.CassandraHistory] makes them. What is stored where, and why
/// it never grows too large, stands in `docs/history.md`.
@NullMarked
package io.parley.history;

import org.jspecify.annotations.NullMarked;
