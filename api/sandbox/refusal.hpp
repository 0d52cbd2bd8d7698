#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace muster::sandbox {

/// A row of the error table: HTTP status and error_code. Only INVALID_DATE_FORMAT is documented,
/// the others are spelled after it.
struct Code {
  int status;
  std::string_view name;
};

namespace codes {
inline constexpr Code invalid_request{400, "INVALID_REQUEST"};
inline constexpr Code validation_error{400, "VALIDATION_ERROR"};
inline constexpr Code invalid_date_format{400, "INVALID_DATE_FORMAT"};
inline constexpr Code invalid_region{400, "INVALID_REGION"};
inline constexpr Code invalid_tier{400, "INVALID_TIER"};
inline constexpr Code invalid_gpu_model{400, "INVALID_GPU_MODEL"};
inline constexpr Code invalid_gpu_count{400, "INVALID_GPU_COUNT"};
inline constexpr Code invalid_name{400, "INVALID_NAME"};
inline constexpr Code unauthorized{401, "UNAUTHORIZED"};
inline constexpr Code invalid_api_key{401, "INVALID_API_KEY"};
inline constexpr Code insufficient_credits{402, "INSUFFICIENT_CREDITS"};
inline constexpr Code not_found{404, "NOT_FOUND"};
inline constexpr Code instance_not_found{404, "INSTANCE_NOT_FOUND"};
inline constexpr Code volume_not_found{404, "VOLUME_NOT_FOUND"};
inline constexpr Code firewall_not_found{404, "FIREWALL_NOT_FOUND"};
inline constexpr Code snapshot_not_found{404, "SNAPSHOT_NOT_FOUND"};
inline constexpr Code image_not_found{404, "IMAGE_NOT_FOUND"};
inline constexpr Code ssh_key_not_found{404, "SSH_KEY_NOT_FOUND"};
inline constexpr Code script_not_found{404, "SCRIPT_NOT_FOUND"};
inline constexpr Code rule_not_found{404, "RULE_NOT_FOUND"};
inline constexpr Code method_not_allowed{405, "METHOD_NOT_ALLOWED"};
inline constexpr Code invalid_state{409, "INVALID_STATE"};
inline constexpr Code name_already_exists{409, "NAME_ALREADY_EXISTS"};
inline constexpr Code resource_in_use{409, "RESOURCE_IN_USE"};
inline constexpr Code limit_reached{409, "LIMIT_REACHED"};
inline constexpr Code operation_in_progress{409, "OPERATION_IN_PROGRESS"};
inline constexpr Code unsupported_for_tier{422, "UNSUPPORTED_FOR_TIER"};
inline constexpr Code rate_limited{429, "RATE_LIMITED"};
inline constexpr Code internal_error{500, "INTERNAL_ERROR"};
inline constexpr Code upstream_error{503, "UPSTREAM_ERROR"};
inline constexpr Code out_of_stock{503, "OUT_OF_STOCK"};
}  // namespace codes

/// Why the cloud does not do what it was asked.
struct Refusal {
  Code code;
  std::string message;
};

template <class T>
using Outcome = std::expected<T, Refusal>;

inline std::unexpected<Refusal> refuse(Code code, std::string message) {
  return std::unexpected(Refusal{code, std::move(message)});
}

}  // namespace muster::sandbox
