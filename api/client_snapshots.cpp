#include "api/client_impl.hpp"
#include "api/codec/choice.hpp"
#include "api/codec/snapshot.hpp"

#include <nlohmann/json.hpp>

namespace muster::api {
namespace {

constexpr std::string_view snapshot_id = "snapshot_id";

constexpr KindRoutes<DecodedSnapshot> snapshot_routes = {
    {Operation::list_snapshots, Field::list_snapshots, Field::snapshot_id},
    Operation::get_snapshot,
    snapshot_id,
    Field::one_snapshot,
    decode_snapshot,
    [](const DecodedSnapshot& item) { return item.deleted; },
};

}  // namespace

Task<Result<std::vector<LiveSnapshot>>> Client::list_snapshots(net::Context context,
                                                               Rereading* rereading) {
  return read_list(std::move(context), *impl_, snapshot_routes, rereading);
}

Task<Result<LiveSnapshot>> Client::get_snapshot(net::Context context, RemoteId id) {
  return read_living(std::move(context), *impl_, snapshot_routes, std::move(id));
}

Task<Result<RemoteId>> Client::create_snapshot(net::Context context, NewSnapshot snapshot) {
  return impl_->create(std::move(context), impl_->call_of(Operation::create_snapshot),
                       encode_snapshot(impl_->contract, snapshot), Field::one_snapshot,
                       Field::snapshot_id);
}

Task<Result<void>> Client::delete_snapshot(net::Context context, RemoteId id) {
  return impl_->remove(std::move(context),
                       impl_->call_of(Operation::delete_snapshot, {snapshot_id, id}));
}

Task<Result<RemoteId>> Client::restore_snapshot(net::Context context, RemoteId id,
                                                std::string name) {
  return impl_->create(std::move(context),
                       impl_->call_of(Operation::restore_snapshot, {snapshot_id, id}),
                       {{impl_->contract.send(Field::restore_snapshot_name), std::move(name)}},
                       Field::one_instance, Field::instance_id);
}

Task<Result<std::vector<MachineChoice>>> Client::list_snapshot_eligible(net::Context context) {
  return read_answer(std::move(context), *impl_, impl_->call_of(Operation::list_snapshot_eligible),
                     decode_choices);
}

}  // namespace muster::api
