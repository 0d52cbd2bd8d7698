#pragma once

#include "api/codec/wire.hpp"
#include "model/ai.hpp"
#include "model/result.hpp"

#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace muster::api {

/// The chat's answers (inferred). Errors: protocol; what an answer lacks beside its text or id is
/// empty.
Result<std::vector<AiModel>> decode_ai_models(Wire& wire, const nlohmann::json& body);
Result<AiAnswer> decode_ai_answer(Wire& wire, const nlohmann::json& body);
/// At the top or in an object.
Result<AiUsage> decode_ai_usage(Wire& wire, const nlohmann::json& body);
Result<AiTransaction> decode_ai_transaction(Wire& wire, const nlohmann::json& row);

}  // namespace muster::api
