/// Who is connected where: everything kept in Redis. Routers ask a [SessionLookup], edges lease an
/// [EdgeSlot], tell a [SessionRegistry], and say with a [ChannelInterest] which channels they hold
/// members of; [RedisRegistry] makes all four. All of it is soft state: `docs/registry.md` says
/// what is lost with it and how it comes back.
@NullMarked
package io.parley.presence;

import org.jspecify.annotations.NullMarked;
