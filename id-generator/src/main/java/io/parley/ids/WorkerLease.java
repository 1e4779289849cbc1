package io.parley.ids;

/// The identity of one grant: what a renewal or release must match in the lease table.
///
/// @param worker 0 to 1023
/// @param epoch rises with every grant of a lease table; starts anew when the table loses its data
/// @param holder chosen at random for this one grant, so that two grants differ even when a lost
///   table counts its epochs from the start again
/// @param incarnation the life of the lease table that made the grant
public record WorkerLease(int worker, long epoch, String holder, String incarnation) {}
