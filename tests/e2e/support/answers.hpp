#pragma once

#include "tests/e2e/support/process.hpp"

#include <functional>
#include <map>
#include <string>

namespace muster::e2e {

/// Answers by path ("/gpu-stocks/"), as text of JSON; anything else is answered 404.
using Answers = std::map<std::string, std::string>;

/// Serves these answers on a free loopback port while `work` runs, which is given the endpoint.
Finished against(const Answers& answers, const std::function<Finished(std::string endpoint)>& work);

}  // namespace muster::e2e
