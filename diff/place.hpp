#pragma once

#include "diff/subject.hpp"

#include <optional>
#include <string>

namespace muster {

/// Where a thing is: only things of one place can be attached to each other.
struct Place {
  std::optional<Tier> tier;  // empty: the account does not say
  std::string region;        // "" the same
};

/// Where a volume, firewall or machine is once the plan is carried out.
Place place_of(const Subject& subject);
/// Of any other kind nothing is known.
Place place_of(const Spec& spec);
Place place_of(const LiveThing& thing);
Place place_of(const LiveVolume& volume);
Place place_of(const LiveFirewall& firewall);

/// What is not known is taken to fit.
bool fit(const Place& one, const Place& other);

}  // namespace muster
