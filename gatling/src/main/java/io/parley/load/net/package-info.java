/// How the kit gets at a server: accounts, and sockets from several addresses.
@NullMarked
package io.parley.load.net;

import org.jspecify.annotations.NullMarked;
