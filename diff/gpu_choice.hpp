#pragma once

#include "diff/draft.hpp"

namespace muster {

/// Machines that have GPUs of their list keep them: their manifests are taken as if they asked for
/// just those.
void keep_gpus(Draft& draft);

/// Whether it is still to be chosen which GPUs of its list the machine gets.
bool is_undecided(const Subject& subject);

/// Chooses for all that are undecided, one after the other: the first of the list that is in stock
/// when everybody else has taken and given back, and does not cost too much. Knows the actions of
/// the others.
void choose_gpus(Draft& draft);

}  // namespace muster
