#pragma once

#include <string>
#include <string_view>

namespace muster::net {

/// 256 bits that nobody can guess, as 64 hexadecimal digits. Waits until the system has gathered
/// enough chance, which only happens right after it was started.
std::string make_secret();

/// Takes as long wherever the texts differ, so that they cannot be guessed letter by letter.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace muster::net
