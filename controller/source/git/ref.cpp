#include "controller/source/git/ref.hpp"

#include <algorithm>
#include <string_view>

namespace muster::git {
namespace {

bool is_full_id(const std::string& text) {
  return text.size() == GIT_OID_HEXSZ && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

}  // namespace

std::string full_name(const Ref& ref) {
  return (ref.kind == RefKind::tag ? "refs/tags/" : "refs/heads/") + ref.name;
}

std::string short_name(const std::string& full_name) {
  for (const std::string_view prefix : {"refs/heads/", "refs/tags/"})
    if (full_name.starts_with(prefix)) return full_name.substr(prefix.size());
  return full_name;
}

Result<git_oid> commit_of(git_repository& repository, const git_oid& id, const std::string& what) {
  git_object* found = nullptr;
  if (git_object_lookup(&found, &repository, &id, GIT_OBJECT_ANY) != 0)
    return fail(Errc::corrupt, what + " was fetched and is not there: " + last_message());
  const Object object(found);
  git_object* peeled = nullptr;
  if (git_object_peel(&peeled, object.get(), GIT_OBJECT_COMMIT) != 0)
    return fail(Errc::invalid_input, what + " is not of a commit: name another one");
  const Object commit(peeled);
  return *git_object_id(commit.get());
}

Error gone(const Address& address, const Ref& ref) {
  return {Errc::not_found, address.url + " has no " + shown(ref) +
                               ": it was deleted, renamed or never pushed. Push it again, or have "
                               "muster follow another one"};
}

Error empty(const Address& address) {
  return {Errc::not_found, address.url + " holds no commit yet: push one"};
}

Error no_default(const Address& address) {
  return {Errc::not_found,
          address.url + " has no commit on its default branch: name one with --branch"};
}

Result<void> check_ref(const Ref& ref) {
  start_library();
  if (ref.kind == RefKind::default_branch) return {};
  if (ref.kind == RefKind::commit)
    return is_full_id(ref.name) ? Result<void>()
                                : fail(Errc::invalid_input,
                                       "a commit is named by all 40 digits of its id, in small "
                                       "letters: `git rev-parse COMMIT` prints them");
  int valid = 0;
  if (git_reference_name_is_valid(&valid, full_name(ref).c_str()) == 0 && valid == 1) return {};
  return fail(Errc::invalid_input,
              "\"" + printable(ref.name) + "\" cannot be the name of a branch or tag");
}

std::string shown(const Ref& ref) {
  switch (ref.kind) {
    case RefKind::default_branch:
      return "default branch";
    case RefKind::branch:
      return "branch " + ref.name;
    case RefKind::tag:
      return "tag " + ref.name;
    case RefKind::commit:
      break;
  }
  return "commit " + ref.name;
}

}  // namespace muster::git
