#include "api/sandbox/catalogue.hpp"

#include <algorithm>

namespace muster::sandbox {
namespace {

constexpr RegionRow region_rows[] = {
    {"NORWAY-1", "legacy", "Norway", "Europe", "GREEN"},
    {"CANADA-1", "legacy", "Canada", "North America", "GREEN"},
    {"US-1", "legacy", "United States", "United States", "NOT_GREEN"},
    {"FIN-01", "advanced", "Finland", "Europe", "GREEN"},
};

// The first two of each tier with their prices are documented; the other models are known from
// older pages in USD only, their EUR and INR prices are invented in proportion.
constexpr GpuRow gpu_rows[] = {
    {"H100-PCIe-NVLink-80GB", "legacy", {229, 239, 19900}, 8, 80, 31, 180, 750},
    {"RTX-A6000", "legacy", {69, 75, 4900}, 4, 48, 28, 58, 100},
    {"H100-PCIe-80GB", "legacy", {225, 235, 19500}, 8, 80, 28, 180, 750},
    {"A100-SXM4-80GB-NVLink", "legacy", {159, 169, 13900}, 8, 80, 24, 240, 850},
    {"A100-PCIe-80GB", "legacy", {155, 165, 13500}, 8, 80, 28, 120, 750},
    {"L40", "legacy", {119, 125, 9900}, 8, 48, 28, 58, 725},
    {"A40", "legacy", {69, 75, 4900}, 4, 48, 24, 57, 100},
    {"B300-262GB", "advanced", {579, 599, 49900}, 8, 262, 30, 275, 0},
    {"H100-SXM5-80GB", "advanced", {249, 269, 20900}, 8, 80, 30, 120, 0},
};

constexpr VolumeTypeRow volume_type_rows[] = {
    {"SSD", "legacy", {10, 10, 1000}},
    {"HDD", "advanced", {8, 10, 800}},
    {"NVMe", "advanced", {30, 35, 3000}},
};

constexpr ImageRow image_rows[] = {
    {"BRK-500001I", "Ubuntu Server 22.04 LTS", "Ubuntu", "Server 22.04 LTS", "legacy"},
    {"BRK-500002I", "Ubuntu Server 22.04 LTS R535 CUDA 12.2", "Ubuntu",
     "Server 22.04 LTS R535 CUDA 12.2", "legacy"},
    {"BRK-500003I", "Ubuntu Server 22.04 LTS R535 CUDA 12.2 with Docker", "Ubuntu",
     "Server 22.04 LTS R535 CUDA 12.2 with Docker", "legacy"},
    {"BRK-500004I", "Ubuntu Server 24.04 LTS R570 CUDA 12.8", "Ubuntu",
     "Server 24.04 LTS R570 CUDA 12.8", "legacy"},
    {"BRK-500005I", "Debian 12", "Debian", "12", "legacy"},
    {"BRK-500006I", "Windows Server 2022 Standard", "Windows", "Server 2022 Standard", "legacy"},
    {"BRK-600001I", "ubuntu-22.04", "Ubuntu", "22.04", "advanced"},
    {"BRK-600002I", "ubuntu-22.04-cuda-12.4", "Ubuntu", "22.04", "advanced"},
    {"BRK-600003I", "ubuntu-22.04-cuda-12.4-docker", "Ubuntu", "22.04", "advanced"},
    {"BRK-600004I", "ubuntu-24.04", "Ubuntu", "24.04", "advanced"},
    {"BRK-600005I", "ubuntu-24.04-cuda-12.8-open", "Ubuntu", "24.04", "advanced"},
    {"BRK-600006I", "ubuntu-24.04-cuda-12.8-open-docker", "Ubuntu", "24.04", "advanced"},
};

constexpr OfferRow offer_rows[] = {
    {"NORWAY-1", "H100-PCIe-NVLink-80GB"},
    {"NORWAY-1", "H100-PCIe-80GB"},
    {"NORWAY-1", "A100-PCIe-80GB"},
    {"NORWAY-1", "L40"},
    {"NORWAY-1", "RTX-A6000"},
    {"NORWAY-1", "A40"},
    {"CANADA-1", "H100-PCIe-NVLink-80GB"},
    {"CANADA-1", "H100-PCIe-80GB"},
    {"CANADA-1", "A100-SXM4-80GB-NVLink"},
    {"CANADA-1", "A100-PCIe-80GB"},
    {"CANADA-1", "L40"},
    {"CANADA-1", "RTX-A6000"},
    {"US-1", "H100-PCIe-NVLink-80GB"},
    {"US-1", "A100-SXM4-80GB-NVLink"},
    {"US-1", "RTX-A6000"},
    {"FIN-01", "B300-262GB"},
    {"FIN-01", "H100-SXM5-80GB"},
};

constexpr ProtocolRow protocol_rows[] = {
    {"any", false},       {"ah", false},         {"dccp", true},    {"egp", false},
    {"esp", false},       {"gre", false},        {"hopopt", false}, {"icmp", false},
    {"igmp", false},      {"ip", false},         {"ipip", false},   {"ipv6-encap", false},
    {"ipv6-frag", false}, {"ipv6-icmp", false},  {"icmpv6", false}, {"ipv6-nonxt", false},
    {"ipv6-opts", false}, {"ipv6-route", false}, {"ospf", false},   {"pgm", false},
    {"rsvp", false},      {"sctp", true},        {"tcp", true},     {"udp", true},
    {"udplite", true},    {"vrrp", false},
};

template <class Rows, class Match>
auto find(const Rows& rows, Match match) -> decltype(&rows[0]) {
  const auto found = std::ranges::find_if(rows, match);
  return found == std::end(rows) ? nullptr : &*found;
}

}  // namespace

std::span<const RegionRow> regions() {
  return region_rows;
}
std::span<const GpuRow> gpus() {
  return gpu_rows;
}
std::span<const VolumeTypeRow> volume_types() {
  return volume_type_rows;
}
std::span<const ImageRow> os_images() {
  return image_rows;
}
std::span<const OfferRow> offers() {
  return offer_rows;
}
std::span<const ProtocolRow> protocols() {
  return protocol_rows;
}

bool is_tier(std::string_view name) {
  return std::ranges::find(tiers, name) != tiers.end();
}

bool is_currency(std::string_view name) {
  return std::ranges::find(currencies, name) != currencies.end();
}

const RegionRow* find_region(std::string_view name) {
  return find(region_rows, [&](const RegionRow& row) { return row.name == name; });
}

const GpuRow* find_gpu(std::string_view tier, std::string_view model) {
  return find(gpu_rows, [&](const GpuRow& row) { return row.tier == tier && row.model == model; });
}

const VolumeTypeRow* find_volume_type(std::string_view tier, std::string_view name) {
  return find(volume_type_rows,
              [&](const VolumeTypeRow& row) { return row.tier == tier && row.name == name; });
}

const ImageRow* find_os_image(std::string_view tier, std::string_view name_or_id) {
  return find(image_rows, [&](const ImageRow& row) {
    return row.tier == tier && (row.name == name_or_id || row.id == name_or_id);
  });
}

const ProtocolRow* find_protocol(std::string_view name) {
  return find(protocol_rows, [&](const ProtocolRow& row) { return row.name == name; });
}

bool is_offered(std::string_view region, std::string_view model) {
  return find(offer_rows, [&](const OfferRow& row) {
           return row.region == region && row.model == model;
         }) != nullptr;
}

}  // namespace muster::sandbox
