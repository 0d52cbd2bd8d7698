#include "controller/source/git/local.hpp"

namespace muster::git {
namespace {

/// What HEAD stands for.
std::string default_branch(git_repository& repository) {
  git_reference* found = nullptr;
  if (git_reference_lookup(&found, &repository, "HEAD") != 0) return "HEAD";
  const Reference head(found);
  const char* target = git_reference_symbolic_target(head.get());
  return target == nullptr ? "HEAD" : target;
}

bool has_refs(git_repository& repository) {
  git_strarray names{};
  const bool any = git_reference_list(&names, &repository) != 0 || names.count > 0;
  git_strarray_dispose(&names);
  return any;
}

}  // namespace

Result<Repository> open_local(const Address& address) {
  git_repository* opened = nullptr;
  if (git_repository_open(&opened, address.url.c_str()) == 0) return Repository(opened);
  return fail(Errc::not_found, "there is no git repository at " + address.url +
                                   " that may be read (" + last_message() + "): correct --git");
}

Result<FetchedCommit> find_commit(git_repository& repository, const Address& address,
                                  const Ref& ref) {
  FetchedCommit found;
  git_oid id{};
  if (ref.kind == RefKind::commit) {
    git_object* object = nullptr;
    if (git_oid_fromstr(&id, ref.name.c_str()) != 0 ||
        git_object_lookup(&object, &repository, &id, GIT_OBJECT_ANY) != 0)
      return fail(gone(address, ref));
    git_object_free(object);
  } else {
    const bool is_default = ref.kind == RefKind::default_branch;
    const auto name = is_default ? default_branch(repository) : full_name(ref);
    if (git_reference_name_to_id(&id, &repository, name.c_str()) != 0) {
      if (!has_refs(repository)) return fail(empty(address));
      return fail(is_default ? no_default(address) : gone(address, ref));
    }
    found.branch = short_name(name);
  }
  MUSTER_TRY(found.id, commit_of(repository, id, shown(ref)));
  return found;
}

}  // namespace muster::git
