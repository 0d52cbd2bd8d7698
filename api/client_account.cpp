#include "api/client_impl.hpp"
#include "api/codec/account.hpp"

#include <nlohmann/json.hpp>

namespace muster::api {
namespace {

constexpr std::string_view key_id = "key_id";
constexpr std::string_view script_id = "script_id";

constexpr KindRoutes<Decoded<LiveSshKey>> key_routes = {
    {Operation::list_ssh_keys, Field::list_ssh_keys, Field::ssh_key_id},
    Operation::get_ssh_key,
    key_id,
    Field::one_ssh_key,
    decode_ssh_key,
    [](const Decoded<LiveSshKey>&) { return false; },
};

constexpr KindRoutes<Decoded<LiveScript>> script_routes = {
    {Operation::list_scripts, Field::list_scripts, Field::script_id},
    Operation::get_script,
    script_id,
    Field::one_script,
    decode_script,
    [](const Decoded<LiveScript>&) { return false; },
};

}  // namespace

Task<Result<std::vector<LiveSshKey>>> Client::list_ssh_keys(net::Context context,
                                                            Rereading* rereading) {
  return read_list(std::move(context), *impl_, key_routes, rereading);
}

Task<Result<LiveSshKey>> Client::get_ssh_key(net::Context context, RemoteId id) {
  return read_one(std::move(context), *impl_, key_routes, std::move(id));
}

Task<Result<RemoteId>> Client::create_ssh_key(net::Context context, std::string name,
                                              std::string public_key) {
  nlohmann::json body = {{impl_->contract.send(Field::ssh_key_name), std::move(name)},
                         {impl_->contract.send(Field::ssh_key_public_key), std::move(public_key)}};
  return impl_->create(std::move(context), Operation::create_ssh_key, std::move(body),
                       Field::one_ssh_key, Field::ssh_key_id);
}

Task<Result<void>> Client::delete_ssh_key(net::Context context, RemoteId id) {
  return impl_->remove(std::move(context), impl_->call_of(Operation::delete_ssh_key, {key_id, id}));
}

Task<Result<std::vector<LiveScript>>> Client::list_scripts(net::Context context,
                                                           Rereading* rereading) {
  return read_list(std::move(context), *impl_, script_routes, rereading);
}

Task<Result<LiveScript>> Client::get_script(net::Context context, RemoteId id) {
  return read_one(std::move(context), *impl_, script_routes, std::move(id));
}

Task<Result<RemoteId>> Client::create_script(net::Context context, std::string name,
                                             std::string content) {
  nlohmann::json body = {{impl_->contract.send(Field::script_name), std::move(name)},
                         {impl_->contract.send(Field::script_content), std::move(content)}};
  return impl_->create(std::move(context), Operation::create_script, std::move(body),
                       Field::one_script, Field::script_id);
}

Task<Result<void>> Client::update_script(net::Context context, RemoteId id, std::string content) {
  return impl_->act(std::move(context), impl_->call_of(Operation::update_script, {script_id, id}),
                    {{impl_->contract.send(Field::script_content), std::move(content)}});
}

Task<Result<void>> Client::delete_script(net::Context context, RemoteId id) {
  return impl_->remove(std::move(context),
                       impl_->call_of(Operation::delete_script, {script_id, id}));
}

Task<Result<void>> Client::delete_scripts(net::Context context, std::vector<RemoteId> ids) {
  return impl_->act(std::move(context), impl_->call_of(Operation::delete_scripts),
                    ids_under(impl_->contract.send(Field::delete_scripts_ids), ids));
}

Task<Result<Balance>> Client::balance(net::Context context) {
  MUSTER_CO_TRY(auto call, impl_->call_of(Operation::get_credit_balance));
  MUSTER_CO_TRY(auto answer, co_await impl_->caller.call(std::move(context), std::move(call)));
  auto balance = decode_balance(impl_->wire, *answer.body);
  if (!balance) co_return fail(std::move(balance).error().in(answer.call));
  co_return balance;
}

}  // namespace muster::api
