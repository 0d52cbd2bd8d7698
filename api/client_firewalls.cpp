#include "api/client_impl.hpp"
#include "api/codec/choice.hpp"
#include "api/codec/firewall.hpp"
#include "api/codec/rule.hpp"

#include <nlohmann/json.hpp>

namespace muster::api {
namespace {

constexpr std::string_view firewall_id = "firewall_id";

constexpr KindRoutes<DecodedFirewall> firewall_routes = {
    {Operation::list_firewalls, Field::list_firewalls, Field::firewall_id},
    Operation::get_firewall,
    firewall_id,
    Field::one_firewall,
    decode_firewall,
    [](const DecodedFirewall& item) { return item.deleted; },
};

}  // namespace

Task<Result<std::vector<LiveFirewall>>> Client::list_firewalls(net::Context context,
                                                               Rereading* rereading) {
  return read_list(std::move(context), *impl_, firewall_routes, rereading);
}

Task<Result<LiveFirewall>> Client::get_firewall(net::Context context, RemoteId id) {
  return read_living(std::move(context), *impl_, firewall_routes, std::move(id));
}

Task<Result<RemoteId>> Client::create_firewall(net::Context context, NewFirewall firewall) {
  return impl_->create(std::move(context), Operation::create_firewall,
                       encode_firewall(impl_->contract, firewall), Field::one_firewall,
                       Field::firewall_id);
}

Task<Result<void>> Client::add_firewall_rule(net::Context context, RemoteId id, SecurityRule rule) {
  return impl_->act(std::move(context),
                    impl_->call_of(Operation::add_firewall_rule, {firewall_id, id}),
                    encode_rule(impl_->contract, rule));
}

Task<Result<void>> Client::remove_firewall_rule(net::Context context, RemoteId id, RemoteId rule) {
  return impl_->remove(std::move(context), impl_->call_of(Operation::remove_firewall_rule,
                                                          {firewall_id, id}, {"rule_id", rule}));
}

Task<Result<void>> Client::set_firewall_members(net::Context context, RemoteId id,
                                                std::vector<RemoteId> machines) {
  return impl_->act(std::move(context),
                    impl_->call_of(Operation::attach_firewall, {firewall_id, id}),
                    ids_under(impl_->contract.send(Field::attach_firewall_instances), machines));
}

Task<Result<std::vector<MachineChoice>>> Client::list_attachable(net::Context context,
                                                                 std::optional<RemoteId> firewall) {
  const auto id = firewall ? std::string_view(firewall->text) : std::string_view();
  return read_answer(std::move(context), *impl_,
                     impl_->query_of(Operation::list_attachable_instances, {{firewall_id, id}}),
                     decode_choices);
}

Task<Result<std::vector<RemoteId>>> Client::list_instance_firewalls(net::Context context,
                                                                    RemoteId id) {
  return read_answer(std::move(context), *impl_,
                     impl_->call_of(Operation::list_instance_firewalls, {"instance_id", id}),
                     decode_attached_firewalls);
}

Task<Result<void>> Client::delete_firewall(net::Context context, RemoteId id) {
  return impl_->remove(std::move(context),
                       impl_->call_of(Operation::delete_firewall, {firewall_id, id}));
}

}  // namespace muster::api
