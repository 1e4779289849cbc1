/// Sockets that are only held, beside the people who talk: a channel that answers pings, and no
/// more. They live in processes of their own, since one process has only so many descriptors.
@NullMarked
package io.parley.load.holder;

import org.jspecify.annotations.NullMarked;
