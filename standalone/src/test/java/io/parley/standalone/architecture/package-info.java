/// The house rules, as tests: which module may use which, where each library may be seen, what main
/// code may call, and what the files of the repository look like. `…Rules` holds the rules, `…Test`
/// applies them to this repository, `…CanFailTest` shows each of them something that it must
/// refuse. A rule's message says why it is there; to change a rule, change it here.
@NullMarked
package io.parley.standalone.architecture;

import org.jspecify.annotations.NullMarked;
