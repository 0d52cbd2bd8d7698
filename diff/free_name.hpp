#pragma once

#include "diff/draft.hpp"

#include <string>

namespace muster {

/// The name in the account for a thing that is made while another of its key is still there: the
/// first of NAME, NAME.2, NAME.3 and so on that nothing else has or may come to have. Machines of
/// the advanced tier get NAME-2: their names become host names. A name that is too long is an
/// error, and the result then empty.
std::string free_name(Draft& draft, const Subject& subject);

}  // namespace muster
