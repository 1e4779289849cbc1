/// The way Parley is run: the entry point of every service, and the whole system on one machine.
///
/// `command` has a class for each command of `./parley`; `run` wires services into a process; `up`
/// is the launcher that forks the engines and, if asked, each service.
@NullMarked
package io.parley.standalone;

import org.jspecify.annotations.NullMarked;
