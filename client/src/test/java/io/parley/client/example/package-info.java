/// The example of the README, compiled.
@NullMarked
package io.parley.client.example;

import org.jspecify.annotations.NullMarked;
