#include <algorithm>

#include "tests/standins/iis_com/iis_sections.h"
#include "tests/standins/iis_com/node_building.h"

namespace deepalive::standins {
namespace {

// The configuration of a site when the section was obtained.
struct SiteConfig {
  std::wstring name;
  std::uint32_t id;
  std::uint32_t index;
  bool auto_start;
  std::wstring physical_path;
  std::vector<std::wstring> pools;
  std::vector<std::wstring> bindings;
};

std::vector<SiteConfig> configured_sites(const World& world) {
  return world.read([](const WorldState& state) {
    const std::uint32_t count = std::min(state.site_count, kMaxSites);
    std::vector<SiteConfig> sites;
    sites.reserve(count);
    for (std::uint32_t i = 0; i < count; ++i) {
      const SiteRecord& record = state.sites[i];
      SiteConfig site{
          std::wstring(record.name.view()),          record.id, i, record.auto_start != 0,
          std::wstring(record.physical_path.view()), {},        {}};
      for (std::uint32_t n = 0; n < std::min(record.pool_count, kMaxPerSite); ++n) {
        site.pools.emplace_back(record.pools[n].view());
      }
      for (std::uint32_t n = 0; n < std::min(record.binding_count, kMaxPerSite); ++n) {
        site.bindings.emplace_back(record.bindings[n].view());
      }
      sites.push_back(std::move(site));
    }
    return sites;
  });
}

struct Named {  // a record of a list whose items cannot vanish has a name nobody asks for
  std::wstring name;
};

struct Application : Named {
  std::wstring path;
  std::wstring pool;
  std::wstring physical_path;
};

struct Binding : Named {
  std::wstring protocol;
  std::wstring information;
};

NodePtr directory_node(const std::shared_ptr<World>& world, const Application& application) {
  auto node = std::make_shared<ConfigNode>();
  node->name = L"virtualDirectory";
  node->properties = {
      fixed_property(world, L"path", std::wstring(L"/")),
      fixed_property(world, L"physicalPath", application.physical_path),
      fixed_property(world, L"userName", std::wstring()),
      fixed_property(world, L"logonMethod", EnumValue{3, L"ClearText"}),
      fixed_property(world, L"allowSubDirConfig", true),
  };
  return node;
}

NodePtr application_node(const std::shared_ptr<World>& world, const Application& application) {
  auto node = std::make_shared<ConfigNode>();
  node->name = L"application";
  node->properties = {
      fixed_property(world, L"path", application.path),
      fixed_property(world, L"applicationPool", application.pool),
      fixed_property(world, L"enabledProtocols", std::wstring(L"http")),
      fixed_property(world, L"serviceAutoStartEnabled", false),
      fixed_property(world, L"serviceAutoStartProvider", std::wstring()),
      fixed_property(world, L"preloadEnabled", false),
  };
  node->collection = record_list(world, std::vector{application}, [world](const Application& root) {
    return directory_node(world, root);
  });
  return node;
}

NodePtr binding_node(const std::shared_ptr<World>& world, const Binding& binding) {
  auto node = std::make_shared<ConfigNode>();
  node->name = L"binding";
  node->properties = {
      fixed_property(world, L"protocol", binding.protocol),
      fixed_property(world, L"bindingInformation", binding.information),
      fixed_property(world, L"sslFlags", std::uint32_t{0}),
      // A query of HTTP.sys in the real one. Here every https binding has a certificate.
      fixed_property(world, L"certificateHash",
                     binding.protocol == L"https"
                         ? std::wstring(L"0123456789ABCDEF0123456789ABCDEF01234567")
                         : std::wstring()),
  };
  return node;
}

std::shared_ptr<NodeList> applications(const std::shared_ptr<World>& world,
                                       const SiteConfig& site) {
  std::vector<Application> list;
  for (const std::wstring& pool : site.pools) {
    // The first is the root application; the others have paths that the HTTP face knows too.
    const std::wstring path = list.empty() ? L"/" : L"/app" + std::to_wstring(list.size());
    list.push_back({{}, path, pool, site.physical_path});
  }
  return record_list(world, std::move(list),
                     [world](const Application& item) { return application_node(world, item); });
}

NodePtr bindings_node(const std::shared_ptr<World>& world, const SiteConfig& site) {
  std::vector<Binding> list;
  for (const std::wstring& text : site.bindings) {
    const std::size_t slash = text.find(L'/');
    list.push_back({{},
                    text.substr(0, slash),
                    slash == std::wstring::npos ? std::wstring() : text.substr(slash + 1)});
  }
  auto node = std::make_shared<ConfigNode>();
  node->name = L"bindings";
  node->collection = record_list(
      world, std::move(list), [world](const Binding& item) { return binding_node(world, item); });
  return node;
}

NodePtr limits_node(const std::shared_ptr<World>& world) {
  auto node = std::make_shared<ConfigNode>();
  node->name = L"limits";
  node->properties = {
      fixed_property(world, L"maxBandwidth", std::uint32_t{4294967295U}),
      fixed_property(world, L"maxConnections", std::uint32_t{4294967295U}),
      fixed_property(world, L"connectionTimeout", Ticks{120ULL * 10'000'000}),
      fixed_property(world, L"maxUrlSegments", std::uint32_t{32}),
  };
  return node;
}

// FTPSVC serves it, whatever W3SVC does; the stand-in's is always started.
NodePtr ftp_server_node(const std::shared_ptr<World>& world, const SiteConfig& site) {
  auto node = std::make_shared<ConfigNode>();
  node->name = L"ftpServer";
  node->properties = {state_property(world, site.name, [] {
    return StateReading{hresult::kOk, RunState::started};
  })};
  return node;
}

NodePtr site_node(const std::shared_ptr<World>& world, bool runtime, const SiteConfig& site) {
  auto node = std::make_shared<ConfigNode>();
  node->name = L"site";
  node->properties = {
      fixed_property(world, L"name", site.name),
      fixed_property(world, L"id", site.id),
      fixed_property(world, L"serverAutoStart", site.auto_start),
  };
  node->children = {fixed_child(bindings_node(world, site)), fixed_child(limits_node(world))};
  node->collection = applications(world, site);
  if (!runtime) return node;
  node->properties.push_back(state_property(
      world, site.name,
      [world, id = site.id, index = site.index] { return read_site_state(*world, id, index); }));
  const auto method = [&](const wchar_t* name, Control control) {
    return control_method(world, site.name, name, [world, id = site.id, control] {
      return control_site(*world, id, control);
    });
  };
  node->methods = {method(L"Start", Control::start), method(L"Stop", Control::stop)};
  if (std::ranges::any_of(site.bindings,
                          [](const std::wstring& b) { return b.starts_with(L"ftp/"); })) {
    node->children.push_back(fixed_child(ftp_server_node(world, site)));
  }
  return node;
}

}  // namespace

NodePtr sites_section(const std::shared_ptr<World>& world, bool runtime) {
  auto node = std::make_shared<ConfigNode>();
  node->name = kSitesSection;
  node->collection = record_list(
      world, configured_sites(*world),
      [world, runtime](const SiteConfig& site) { return site_node(world, runtime, site); });
  return node;
}

}  // namespace deepalive::standins
