/// Who is connected where: everything kept in Redis. Routers ask a [SessionLookup], edges lease an
/// [EdgeSlot] and tell a [SessionRegistry]; [RedisRegistry] makes all three. All of it is soft
/// state: `docs/registry.md` says what is lost with it and how it comes back.
@NullMarked
package io.parley.presence;

import org.jspecify.annotations.NullMarked;
