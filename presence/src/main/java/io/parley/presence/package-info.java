/// Who is connected where, and who is online: everything kept in Redis. For now the connection and
/// the proof that it does its work.
@NullMarked
package io.parley.presence;

import org.jspecify.annotations.NullMarked;
