#include "controller/cli/plan_store.hpp"

#include "controller/source/project_folder.hpp"
#include "controller/source/write_file.hpp"

#include <utility>

namespace muster::cli {

Result<void> save_plan(const std::string& file, SavedPlan saved, const SecretKey& key) {
  saved.ledger = fingerprint(key);
  saved.made_by = MUSTER_VERSION;
  return write_file(file, write_plan_file(saved, key), Access::only_owner);
}

Result<SavedPlan> load_plan(const std::string& file) {
  MUSTER_TRY(const auto text, read_text_file(file));
  auto saved = read_plan_file(text);
  if (!saved) return fail(std::move(saved).error().in(file));
  return saved;
}

Result<void> check_place(const SavedPlan& saved, const std::string& endpoint,
                         const SecretKey& key) {
  if (saved.endpoint != endpoint)
    return fail(Errc::stale, "the plan was made for " + saved.endpoint + " and the endpoint is " +
                                 endpoint +
                                 "; nothing was done. Apply it there, or make a plan "
                                 "for this endpoint");
  if (saved.ledger != fingerprint(key))
    return fail(Errc::stale,
                "the plan was made with another ledger than the one of this project; nothing was "
                "done. A plan goes together with the ledger it was made with: bring that one here, "
                "or make a plan with this one");
  return {};
}

}  // namespace muster::cli
