#include "controller/cli/log.hpp"

#include <nlohmann/json.hpp>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace muster::cli {
namespace {

bool as_json = false;

/// The pattern of JSON lines wraps the message, which therefore comes as a JSON string.
std::string in_format(const std::string& message) {
  if (!as_json) return message;
  return nlohmann::json(message).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

void set_up_log(const CommonOptions& common) {
  as_json = common.log_format == LogFormat::json;
  auto logger = spdlog::stderr_logger_mt("muster");
  logger->set_level(spdlog::level::from_str(common.log_level));
  spdlog::pattern_time_type utc = spdlog::pattern_time_type::utc;
  logger->set_pattern(as_json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","message":%v})"
                              : "%Y-%m-%dT%H:%M:%S.%eZ %l: %v",
                      utc);
  spdlog::set_default_logger(std::move(logger));
}

void log_info(const std::string& message) {
  spdlog::info("{}", in_format(message));
}

}  // namespace muster::cli
