#include "probes/iis/windows/admin_api_sites.h"

#include <algorithm>
#include <utility>

#include "probes/iis/iis_services.h"
#include "probes/iis/windows/admin_manager.h"
#include "probes/windows/utf8.h"

namespace deepalive::probes {
namespace {

using namespace ahadmin;
using windows::to_utf8;

struct BindingWords {
  const windows::Bstr bindings{L"bindings"};
  const windows::Bstr protocol{L"protocol"};
  const windows::Bstr information{L"bindingInformation"};
  const windows::Bstr ssl_flags{L"sslFlags"};
  const windows::Bstr certificate{L"certificateHash"};
};

// A query of HTTP.sys for each binding (iis-admin.md, 2.4). That the value is empty where there is
// no certificate is not verified on a real server. In the central store a certificate is found by
// its file's name, when a client asks for it.
std::optional<bool> has_certificate(IAppHostElement& element, const IisBinding& binding,
                                    const BindingWords& words) {
  if (binding.protocol != "https" || (binding.ssl_flags & kSslCentralStore) != 0) {
    return std::nullopt;
  }
  const auto hash = read_text(element, words.certificate);
  if (!hash) return std::nullopt;
  return !hash->empty();
}

Result<IisBinding> binding_of(IAppHostElement& element, const BindingWords& words) {
  const auto protocol = read_text(element, words.protocol);
  if (!protocol) return protocol.error();
  const auto information = read_text(element, words.information);
  if (!information) return information.error();
  IisBinding binding;
  binding.protocol = to_utf8(*protocol);
  binding.information = to_utf8(*information);
  // Windows Server 2008 R2 has none.
  if (const auto flags = read_number(element, words.ssl_flags)) binding.ssl_flags = *flags;
  binding.has_certificate = has_certificate(element, binding, words);
  return binding;
}

std::optional<Error> read_bindings(IAppHostElement& site, const BindingWords& words,
                                   IisSite& listed) {
  Element element;
  const HRESULT result = site.GetElementByName(words.bindings.get(), element.put());
  if (FAILED(result)) return call_error("the bindings", result);
  if (!element) return std::nullopt;
  const auto collection = collection_of(*element, "the bindings");
  if (!collection) return collection.error();
  if (!*collection) return std::nullopt;
  const auto count = count_of(**collection);
  if (!count) return count.error();
  const auto most = std::min<std::size_t>(*count, kMaxIisBindings);
  listed.unread_bindings = *count - most;
  for (std::uint32_t i = 0; i < most; ++i) {
    const auto item = item_of(**collection, i);
    if (!item) return item.error();
    auto binding = binding_of(**item, words);
    if (!binding) return binding.error();
    listed.bindings->push_back(*std::move(binding));
  }
  return std::nullopt;
}

IisSite site_of(IAppHostElement& element, bool services_run, const Words& words,
                const BindingWords& binding_words) {
  IisSite site;
  if (const auto name = read_text(element, words.name)) site.name = to_utf8(*name);
  if (const auto id = read_number(element, words.id)) site.id = *id;
  if (const auto flag = read_flag(element, words.site_auto_start)) site.auto_start = *flag;
  const auto state = services_run ? read_run_state(element, words) : RunState::stopped;
  site.started = state && *state == RunState::started;
  if (auto error = read_bindings(element, binding_words, site)) site.bindings = *std::move(error);
  site.app_pools = app_pools_of_site(element, words);
  return site;
}

}  // namespace

Result<std::vector<IisSite>> admin_api_sites(ServiceReader& services) {
  const windows::ComApartment apartment;
  const Words words;
  const BindingWords binding_words;
  SetErrorInfo(0, nullptr);  // what earlier calls left must not explain a failure of this reading
  const auto manager = make_reading_manager(apartment);
  if (!manager) return manager.error();
  const auto section = section_of(**manager, words.sites_section, words);
  if (!section) return section.error();
  const auto collection = collection_of(**section, "the list of sites");
  if (!collection) return collection.error();
  std::vector<IisSite> sites;
  if (!*collection) return sites;
  const auto count = count_of(**collection);
  if (!count) return count.error();
  const bool services_run =
      !iis_service_down([&services](std::string_view name) { return services.query(name); });
  for (std::uint32_t i = 0; i < *count; ++i) {
    const auto element = item_of(**collection, i);
    if (!element && element.error().code == static_cast<std::uint32_t>(kInvalidIndex)) continue;
    if (element) {
      sites.push_back(site_of(**element, services_run, words, binding_words));
    } else {
      sites.emplace_back().bindings = element.error();
    }
  }
  return sites;
}

}  // namespace deepalive::probes
