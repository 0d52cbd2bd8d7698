#include "api/client_impl.hpp"
#include "api/codec/instance.hpp"
#include "api/codec/rule.hpp"

#include <nlohmann/json.hpp>

namespace muster::api {
namespace {

constexpr std::string_view instance_id = "instance_id";

constexpr KindRoutes<Decoded<LiveVirtualMachine>> instance_routes = {
    {Operation::list_instances, Field::list_instances, Field::instance_id},
    Operation::get_instance,
    instance_id,
    Field::one_instance,
    decode_instance,
    [](const Decoded<LiveVirtualMachine>& item) { return item.value.state == VmState::deleted; },
};

}  // namespace

Task<Result<std::vector<LiveVirtualMachine>>> Client::list_instances(net::Context context,
                                                                     Rereading* rereading) {
  return read_list(std::move(context), *impl_, instance_routes, rereading);
}

Task<Result<LiveVirtualMachine>> Client::get_instance(net::Context context, RemoteId id) {
  return read_one(std::move(context), *impl_, instance_routes, std::move(id));
}

Task<Result<RemoteId>> Client::deploy(net::Context context, Deployment deployment) {
  return impl_->create(std::move(context), Operation::deploy_instance,
                       encode_deployment(impl_->contract, deployment), Field::one_instance,
                       Field::instance_id);
}

Task<Result<void>> Client::start_instance(net::Context context, RemoteId id) {
  return impl_->act_once(std::move(context),
                         impl_->call_of(Operation::start_instance, {instance_id, id}));
}

Task<Result<void>> Client::stop_instance(net::Context context, RemoteId id) {
  return impl_->act_once(std::move(context),
                         impl_->call_of(Operation::stop_instance, {instance_id, id}));
}

Task<Result<void>> Client::reboot_instance(net::Context context, RemoteId id) {
  return impl_->act_once(std::move(context),
                         impl_->call_of(Operation::reboot_instance, {instance_id, id}));
}

Task<Result<void>> Client::hibernate_instance(net::Context context, RemoteId id) {
  return impl_->act_once(std::move(context),
                         impl_->call_of(Operation::hibernate_instance, {instance_id, id}));
}

Task<Result<void>> Client::restore_instance(net::Context context, RemoteId id) {
  return impl_->act_once(std::move(context),
                         impl_->call_of(Operation::restore_instance, {instance_id, id}));
}

Task<Result<void>> Client::toggle_public_ip(net::Context context, RemoteId id) {
  return impl_->act_once(std::move(context),
                         impl_->call_of(Operation::toggle_public_ip, {instance_id, id}));
}

Task<Result<void>> Client::add_instance_rule(net::Context context, RemoteId id, SecurityRule rule) {
  return impl_->act(std::move(context),
                    impl_->call_of(Operation::add_security_rule, {instance_id, id}),
                    encode_rule(impl_->contract, rule));
}

Task<Result<void>> Client::remove_instance_rule(net::Context context, RemoteId id, RemoteId rule) {
  return impl_->remove(std::move(context), impl_->call_of(Operation::remove_security_rule,
                                                          {instance_id, id}, {"rule_id", rule}));
}

Task<Result<void>> Client::delete_instance(net::Context context, RemoteId id) {
  return impl_->remove(std::move(context),
                       impl_->call_of(Operation::delete_instance, {instance_id, id}));
}

}  // namespace muster::api
