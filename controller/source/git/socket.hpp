#pragma once

namespace muster::git {

/// Makes libgit2 connect through sockets of ours, for http, below TLS and for ssh. Its own wait for
/// as long as the other side likes; ours end with the thread's Interrupt, and never raise SIGPIPE.
void register_sockets();

}  // namespace muster::git
