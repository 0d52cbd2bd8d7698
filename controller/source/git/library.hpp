#pragma once

#include "controller/source/git/release.hpp"
#include "model/result.hpp"

#include <git2.h>
#include <memory>
#include <string>
#include <string_view>

/// What a git repository is read with. Everything here blocks and runs on the pool.
namespace muster::git {

using Repository = std::unique_ptr<git_repository, Release<git_repository_free>>;
using Remote = std::unique_ptr<git_remote, Release<git_remote_free>>;
using Object = std::unique_ptr<git_object, Release<git_object_free>>;
using Commit = std::unique_ptr<git_commit, Release<git_commit_free>>;
using Tree = std::unique_ptr<git_tree, Release<git_tree_free>>;
using Blob = std::unique_ptr<git_blob, Release<git_blob_free>>;
using Database = std::unique_ptr<git_odb, Release<git_odb_free>>;
using Reference = std::unique_ptr<git_reference, Release<git_reference_free>>;

/// Prepares libgit2 for this process, the first time it is called. The settings of the user and of
/// the machine (~/.gitconfig) are not read: what the daemon does is in its own flags.
void start_library();

/// The same for ssh, before other threads look at the environment: takes HOME away from the
/// library.
void start_ssh();

/// TLS of this process from now on: trusts what the PEM file holds, or the system's authorities if
/// that is empty. Errors: invalid_input.
Result<void> trust(const std::string& ca_file);

/// What the library says of the last failure of this thread.
std::string last_message();

/// Whether that was about what lies on this machine's disk, and not about the other side.
bool last_was_about_objects();

/// A stranger's text that ends up on a terminal: one line, of bounded length, no control
/// characters.
std::string printable(std::string_view text);

/// 40 hexadecimal digits.
std::string to_string(const git_oid& id);

}  // namespace muster::git
