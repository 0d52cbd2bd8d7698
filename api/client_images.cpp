#include "api/client_impl.hpp"
#include "api/codec/image.hpp"

#include <nlohmann/json.hpp>

namespace muster::api {
namespace {

constexpr std::string_view image_id = "image_id";

constexpr KindRoutes<DecodedImage> image_routes = {
    {Operation::list_images, Field::list_images, Field::image_id},
    Operation::get_image,
    image_id,
    Field::one_image,
    decode_image,
    [](const DecodedImage& item) { return item.deleted; },
};

}  // namespace

Task<Result<std::vector<LiveImage>>> Client::list_images(net::Context context,
                                                         Rereading* rereading) {
  return read_list(std::move(context), *impl_, image_routes, rereading);
}

Task<Result<LiveImage>> Client::get_image(net::Context context, RemoteId id) {
  return read_living(std::move(context), *impl_, image_routes, std::move(id));
}

Task<Result<RemoteId>> Client::create_image(net::Context context, RemoteId snapshot,
                                            std::string name) {
  const auto& contract = impl_->contract;
  nlohmann::json body = {{contract.send(Field::create_image_snapshot), snapshot.text},
                         {contract.send(Field::create_image_name), std::move(name)}};
  return impl_->create(std::move(context), impl_->call_of(Operation::create_image), std::move(body),
                       Field::one_image, Field::image_id);
}

Task<Result<void>> Client::delete_image(net::Context context, RemoteId id) {
  return impl_->remove(std::move(context), impl_->call_of(Operation::delete_image, {image_id, id}));
}

Task<Result<std::optional<RemoteId>>> Client::image_of_snapshot(net::Context context,
                                                                RemoteId snapshot) {
  return read_answer(std::move(context), *impl_,
                     impl_->call_of(Operation::get_snapshot_image, {"snapshot_id", snapshot}),
                     decode_image_of);
}

Task<Result<std::map<RemoteId, RemoteId>>> Client::images_of_snapshots(
    net::Context context, std::vector<RemoteId> snapshots) {
  auto call = with_body(impl_->call_of(Operation::query_snapshot_images),
                        ids_under(impl_->contract.send(Field::query_relationships_ids), snapshots));
  return read_answer(std::move(context), *impl_, std::move(call), decode_images_of);
}

}  // namespace muster::api
