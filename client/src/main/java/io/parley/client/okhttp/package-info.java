/// The client on OkHttp, the HTTP library that Android apps have anyway: sockets, and the accounts
/// of a Parley server. The only package that knows OkHttp.
@NullMarked
package io.parley.client.okhttp;

import org.jspecify.annotations.NullMarked;
