#pragma once

#include "api/client.hpp"
#include "api/errors.hpp"
#include "api/governor.hpp"
#include "api/retry.hpp"

#include <memory>
#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace muster::api {

/// One call of the contract, ready to be sent.
struct Call {
  Operation operation = Operation::list_instances;
  std::string target;  // with query
  std::string body;    // JSON, or empty
  Effect effect = Effect::reads;
  /// The call removes something: when it is sent again after an answer was lost, "not found" means
  /// that it is done.
  bool removes = false;
  /// The digest of an answer that need not be read again; empty where none is.
  std::string known_print = {};
  bool wants_print = false;
};

/// A successful answer.
struct Answer {
  std::shared_ptr<const nlohmann::json> body;  // never null; a JSON null when the answer is empty
  std::string call;                            // "GET /api/volumes/ (request q9r0s1t2)"
  std::string request_id;                      // "q9r0s1t2"; printable, maybe empty
  std::string print = {};                      // digest of what was sent, if it was wanted
  /// What was sent, instead of a body, if it is what the call knows; see Caller::read_known.
  std::optional<std::string> known = {};
};

/// Sends calls: through the governor, again where that is safe, and with every failure as an Error
/// that holds no key.
class Caller {
 public:
  /// All of them outlive the caller.
  Caller(net::Transport& transport, net::Clock& clock, net::Random& random,
         const Contract& contract, const ClientOptions& options);

  /// Errors: as documented at Client.
  Task<Result<Answer>> call(net::Context context, Call call);
  /// The answer with its body after all. Errors: those of an answer that cannot be read.
  Result<Answer> read_known(const Call& call, Answer answer) const;

  /// Any request, sent once; every answer is one. Errors: those of the connection, as documented at
  /// Client::raw.
  Task<Result<RawAnswer>> send_raw(net::Context context, std::string method, std::string target,
                                   std::string body);

  std::int64_t calls_made() const { return calls_made_; }

 private:
  Task<Result<Answer>> repeat(net::Context context, Call call);
  Task<Result<Answer>> send_once(net::Context context, const Call& call);
  Result<Answer> read(const Asked& asked, net::HttpResponse response) const;
  Error refusal(const Asked& asked, net::HttpResponse response) const;
  void inform_governor(const net::HttpResponse& response, net::TimePoint admitted_at);
  /// The exchange that `name` stands for in errors.
  Task<Result<net::HttpResponse>> exchange(net::Context context, net::HttpRequest request,
                                           std::string name);
  net::HttpRequest request_for(std::string method, std::string target, std::string body) const;

  net::Transport& transport_;
  net::Clock& clock_;
  net::Random& random_;
  const Contract& contract_;
  const ClientOptions& options_;
  RetryPolicy policy_;
  Governor governor_;
  std::int64_t calls_made_ = 0;
};

}  // namespace muster::api
