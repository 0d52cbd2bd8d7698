#include "api/client_impl.hpp"
#include "api/codec/volume.hpp"

#include <nlohmann/json.hpp>

namespace muster::api {
namespace {

constexpr std::string_view volume_id = "volume_id";

constexpr KindRoutes<Decoded<LiveVolume>> volume_routes = {
    {Operation::list_volumes, Field::list_volumes, Field::volume_id},
    Operation::get_volume,
    volume_id,
    Field::one_volume,
    decode_volume,
    [](const Decoded<LiveVolume>& item) { return item.value.state == VolumeState::deleted; },
};

}  // namespace

Task<Result<std::vector<LiveVolume>>> Client::list_volumes(net::Context context,
                                                           Rereading* rereading) {
  return read_list(std::move(context), *impl_, volume_routes, rereading);
}

Task<Result<LiveVolume>> Client::get_volume(net::Context context, RemoteId id) {
  return read_one(std::move(context), *impl_, volume_routes, std::move(id));
}

Task<Result<RemoteId>> Client::create_volume(net::Context context, NewVolume volume) {
  return impl_->create(std::move(context), Operation::create_volume,
                       encode_volume(impl_->contract, volume), Field::one_volume, Field::volume_id);
}

Task<Result<void>> Client::resize_volume(net::Context context, RemoteId id, Gigabytes size) {
  return impl_->act(std::move(context), impl_->call_of(Operation::resize_volume, {volume_id, id}),
                    {{impl_->contract.send(Field::resize_size), size.count}});
}

Task<Result<RemoteId>> Client::clone_volume(net::Context context, RemoteId id, NewClone clone) {
  return impl_->create(std::move(context), impl_->call_of(Operation::clone_volume, {volume_id, id}),
                       encode_clone(impl_->contract, clone), Field::one_volume, Field::volume_id);
}

Task<Result<void>> Client::attach_volumes(net::Context context, RemoteId machine,
                                          std::vector<RemoteId> volumes) {
  return impl_->act(std::move(context),
                    impl_->call_of(Operation::attach_volumes, {"instance_id", machine}),
                    ids_under(impl_->contract.send(Field::attach_volumes_ids), volumes));
}

Task<Result<void>> Client::detach_volumes(net::Context context, RemoteId machine,
                                          std::vector<RemoteId> volumes) {
  return impl_->act(std::move(context),
                    impl_->call_of(Operation::detach_volumes, {"instance_id", machine}),
                    ids_under(impl_->contract.send(Field::detach_volumes_ids), volumes));
}

Task<Result<void>> Client::delete_volume(net::Context context, RemoteId id) {
  return impl_->remove(std::move(context),
                       impl_->call_of(Operation::delete_volume, {volume_id, id}));
}

}  // namespace muster::api
