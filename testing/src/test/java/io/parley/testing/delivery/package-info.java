/// The checker and the client, against a server of a few lines that can be told to misbehave.
@NullMarked
package io.parley.testing.delivery;

import org.jspecify.annotations.NullMarked;
