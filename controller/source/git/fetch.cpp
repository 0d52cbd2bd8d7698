#include "controller/source/git/fetch.hpp"

#include "controller/source/git/exchange.hpp"

#include <string>
#include <utility>
#include <vector>

namespace muster::git {
namespace {

constexpr const char* kept_ref = "refs/muster/wanted";  // so that the next fetch says what is there

bool has(git_repository& repository, const git_oid& id) {
  git_odb* opened = nullptr;
  if (git_repository_odb(&opened, &repository) != 0) return false;
  const Database objects(opened);
  return git_odb_exists(objects.get(), &id) == 1;
}

/// One conversation with the server.
class Connection {
 public:
  Connection(git_repository& repository, const Address& address, const Access& access,
             Interrupt& interrupt)
      : repository_(repository), address_(address), exchange_(address, access, interrupt) {}

  Result<void> open() {
    git_remote_create_options create{};
    git_remote_create_options_init(&create, GIT_REMOTE_CREATE_OPTIONS_VERSION);
    create.repository = &repository_;
    // There are none to look for, and looking loses memory: 20 KB for each line of configuration.
    create.flags = GIT_REMOTE_CREATE_SKIP_INSTEADOF | GIT_REMOTE_CREATE_SKIP_DEFAULT_FETCHSPEC;
    git_remote* made = nullptr;
    int code = git_remote_create_with_opts(&made, address_.url.c_str(), &create);
    remote_.reset(made);
    if (code == 0) {
      auto options = exchange_.connect_options();
      code = git_remote_connect_ext(remote_.get(), GIT_DIRECTION_FETCH, &options);
    }
    if (code == 0) code = git_remote_ls(&heads_, &count_, remote_.get());
    if (code == 0) return {};
    return fail(exchange_.failure(code));
  }

  bool has_no_refs() const { return count_ == 0; }

  const git_remote_head* find(const std::string& name) const {
    for (std::size_t i = 0; i < count_; ++i)
      if (name == heads_[i]->name) return heads_[i];
    return nullptr;
  }

  Result<void> fetch(std::vector<std::string> refspecs) {
    std::vector<char*> pointers;
    for (auto& spec : refspecs) pointers.push_back(spec.data());
    const git_strarray list{.strings = pointers.data(), .count = pointers.size()};
    auto options = exchange_.fetch_options();
    const int code = git_remote_fetch(remote_.get(), &list, &options, "fetch");
    if (code == 0) return {};
    return fail(exchange_.failure(code));
  }

 private:
  git_repository& repository_;
  const Address& address_;
  Exchange exchange_;
  Remote remote_;
  const git_remote_head** heads_ = nullptr;
  std::size_t count_ = 0;
};

/// The name that the ref has on the server, if it has one.
Result<std::pair<std::string, const git_remote_head*>> on_server(const Connection& server,
                                                                 const Address& address,
                                                                 const Ref& ref) {
  if (server.has_no_refs()) return fail(empty(address));
  std::string name = full_name(ref);
  if (ref.kind == RefKind::default_branch) {
    const auto* head = server.find("HEAD");
    name = head != nullptr && head->symref_target != nullptr ? head->symref_target : "HEAD";
  }
  const auto* found = server.find(name);
  if (found != nullptr) return std::pair(std::move(name), found);
  return fail(ref.kind == RefKind::default_branch ? no_default(address) : gone(address, ref));
}

Result<FetchedCommit> fetch_named(git_repository& repository, Connection& server,
                                  const Address& address, const Ref& ref) {
  MUSTER_TRY(const auto named, on_server(server, address, ref));
  const auto& [name, head] = named;
  const git_oid id = head->oid;  // the head is gone once the connection is closed
  if (has(repository, id)) {
    git_reference* made = nullptr;
    git_reference_create(&made, &repository, kept_ref, &id, 1, "fetch");
    git_reference_free(made);
  } else {
    MUSTER_CHECK(server.fetch({"+" + name + ":" + kept_ref}));
  }
  FetchedCommit fetched{.branch = short_name(name)};
  MUSTER_TRY(fetched.id, commit_of(repository, id, shown(ref)));
  return fetched;
}

/// Many servers give a commit by its id; from others everything is fetched, as it may be anywhere.
Result<FetchedCommit> fetch_by_id(git_repository& repository, const Address& address,
                                  const Ref& ref, const git_oid& id, const Access& access,
                                  Interrupt& interrupt) {
  Connection alone(repository, address, access, interrupt);
  MUSTER_CHECK(alone.open());
  const auto by_id = alone.fetch({"+" + ref.name + ":" + kept_ref});
  if (!by_id && interrupt.requested()) return fail(by_id.error());
  if (!has(repository, id)) {
    Connection all(repository, address, access, interrupt);
    MUSTER_CHECK(all.open());
    MUSTER_CHECK(
        all.fetch({"+refs/heads/*:refs/muster/heads/*", "+refs/tags/*:refs/muster/tags/*"}));
  }
  if (!has(repository, id)) return fail(gone(address, ref));
  FetchedCommit fetched;
  MUSTER_TRY(fetched.id, commit_of(repository, id, shown(ref)));
  return fetched;
}

}  // namespace

Result<FetchedCommit> fetch_commit(git_repository& repository, const Address& address,
                                   const Ref& ref, const Access& access, Interrupt& interrupt) {
  if (ref.kind == RefKind::commit) {
    git_oid id;
    if (git_oid_fromstr(&id, ref.name.c_str()) != 0)
      return fail(Errc::invalid_input, shown(ref) + " is not an id");
    if (!has(repository, id)) return fetch_by_id(repository, address, ref, id, access, interrupt);
    MUSTER_TRY(const auto commit, commit_of(repository, id, shown(ref)));
    return FetchedCommit{.id = commit};
  }
  Connection server(repository, address, access, interrupt);
  MUSTER_CHECK(server.open());
  return fetch_named(repository, server, address, ref);
}

}  // namespace muster::git
