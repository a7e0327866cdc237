#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "config/environment.h"
#include "config/generate/config_text.h"
#include "config/generate/merge.h"
#include "config/generate/yaml_text.h"
#include "config/limits.h"
#include "config/load.h"
#include "config/reading/text.h"
#include "config/schema/schema.h"
#include "core/nearest.h"
#include "probes/iis/simulated_sites.h"
#include "service/commands/commands.h"
#include "service/commands/exit_codes.h"
#include "service/commands/help.h"
#include "service/commands/init_summary.h"
#include "service/files/replace_file.h"
#ifdef _WIN32
#include "probes/iis/windows/admin_api_sites.h"
#include "probes/service/windows/scm_service_reader.h"
#endif

namespace deepalive::service {
namespace {

namespace fs = std::filesystem;

struct InitOptions {
  std::string out;  // "-" prints
  std::vector<std::string> sites;
  bool merge = false;
  std::string simulated;  // empty: the node's own IIS

  bool prints() const { return out == "-"; }
  fs::path file() const { return config::path_from_utf8(out); }
};

int end_init(ExitCode code, const std::string& problem) {
  std::cerr << "deepalive: " << problem << '\n';
  return code;
}

// Null: why was said, and `code` is how to end.
std::optional<std::vector<IisSite>> sites_or_explain(const std::string& simulated, int& code) {
  Result<std::vector<IisSite>> sites = std::vector<IisSite>{};
  if (!simulated.empty()) {
    sites = probes::simulated_sites(simulated);
  } else {
#ifdef _WIN32
    sites = probes::admin_api_sites(*probes::make_scm_service_reader());
#else
    code = end_init(kBadCommandLine,
                    "IIS is read through the administration API of Windows; here --simulated FILE "
                    "is needed, a simulated IIS");
    return std::nullopt;
#endif
  }
  if (sites) return *std::move(sites);
  const bool no_rights = sites.error().reason == Reason::iis_access_denied;
  code = end_init(kFailed, sites.error().where +
                               (no_rights ? "; open the command prompt as administrator" : ""));
  return std::nullopt;
}

// Only those that were named; says so when there is none of a name.
bool choose_sites(const std::vector<std::string>& names, std::vector<IisSite>& sites) {
  std::vector<std::string_view> known;
  for (const IisSite& site : sites) known.push_back(site.name);
  const auto is = [](const std::string& name) {
    return [&name](std::string_view other) { return config::equal_ignoring_case(name, other); };
  };
  bool all_found = true;
  for (const std::string& name : names) {
    if (std::ranges::any_of(known, is(name))) continue;
    all_found = false;
    end_init(kFailed, "IIS has no site '" + name + "'" + did_you_mean(name, known));
  }
  std::erase_if(sites, [&](const IisSite& site) {
    return std::ranges::none_of(names,
                                [&](const std::string& name) { return is(name)(site.name); });
  });
  return all_found;
}

// A file beside the configuration moves along with it.
std::string as_seen_from(const fs::path& configuration, const std::string& simulated) {
  const fs::path file = fs::absolute(config::path_from_utf8(simulated)).lexically_normal();
  const fs::path folder = fs::absolute(configuration).lexically_normal().parent_path();
  return config::utf8_from_path(file.parent_path() == folder ? file.filename() : file);
}

int write_configuration(const InitOptions& options, const std::string& text) {
  if (options.prints()) {
    std::cout << text;
    return kOk;
  }
  std::error_code ignored;  // what is wrong shows in the writing
  fs::create_directories(options.file().parent_path(), ignored);
  fs::path file = options.file();
  // A link stays a link, to the new content.
  if (fs::is_symlink(file, ignored)) file = fs::canonical(file, ignored);
  if (const auto error = replace_file(file, text)) {
    return end_init(kFailed,
                    error->where + "; choose a folder that this user may write to by --out");
  }
  return kOk;
}

// What the file's first line names. The configuration is good without it.
void write_schema_beside(const InitOptions& options) {
  const fs::path file = options.file().parent_path() / config::kSchemaFile;
  if (const auto error = replace_file(file, config::json_schema(config::Document::configuration))) {
    std::cerr << "deepalive: " << error->where
              << "; editors complete no keys without it: deepalive config schema --out FILE\n";
  }
}

int end_with(const InitOptions& options, const std::string& text, InitSummary summary) {
  if (const int code = text.empty() ? kOk : write_configuration(options, text)) return code;
  summary.file = options.prints() ? "" : options.out;
  summary.is_default_file = options.out == default_config_file();
  summary.merged = options.merge;
  print_summary(summary, options.prints() ? std::cerr : std::cout);
  return kOk;
}

int write_new(const InitOptions& options) {
  std::error_code code;
  if (!options.prints() && fs::exists(fs::symlink_status(options.file(), code))) {
    return end_init(kFailed,
                    options.out +
                        " is there already and stays as it is; --merge adds the sites that "
                        "it does not have, --out writes another file");
  }
  int failed = kOk;
  auto sites = sites_or_explain(options.simulated, failed);
  if (!sites) return failed;
  if (!options.sites.empty() && !choose_sites(options.sites, *sites)) return kFailed;
  config::FoundIis iis{std::move(*sites), !options.sites.empty(), ""};
  if (!options.simulated.empty()) {
    iis.simulated_file =
        as_seen_from(options.prints() ? "here" : options.file(), options.simulated);
    if (!config::is_writable(iis.simulated_file)) {
      return end_init(kFailed, "a configuration cannot hold the path of " + options.simulated);
    }
  }
  config::Generated generated = config::config_text(iis);
  if (!generated.refusal.empty()) {
    print_summary({.plan = std::move(generated.plan)}, std::cerr);
    return end_init(kFailed, generated.refusal + "; nothing was written");
  }
  const auto loaded = config::load(generated.text, options.file(), config::system_environment());
  if (!loaded.spec) {
    return end_init(kFailed,
                    "internal error: what was made of this IIS is no configuration, nothing was "
                    "written; please report this:\n" +
                        config::format_problems(loaded.problems, "generated"));
  }
  if (options.prints()) {
    return end_with(options, generated.text, {.plan = std::move(generated.plan)});
  }
  const int ended = end_with(options, config::modeline(config::kSchemaFile) + generated.text,
                             {.plan = std::move(generated.plan)});
  if (ended == kOk) write_schema_beside(options);
  return ended;
}

// The IIS that the configuration is for, unless another one was named.
std::string simulated_file_of(const InitOptions& options, const std::string& text) {
  if (!options.simulated.empty()) return options.simulated;
  const auto loaded = config::load(text, options.file(), config::system_environment());
  if (!loaded.spec || loaded.spec->iis.provider != IisProvider::simulated) return "";
  return loaded.spec->iis.simulated_file;
}

int end_with_problems(const InitOptions& options, const std::vector<config::Problem>& problems) {
  std::cerr << config::format_problems(problems, options.out);
  return kBadConfiguration;
}

int merge_into_file(const InitOptions& options) {
  if (options.prints()) {
    return end_init(kBadCommandLine, "--merge adds to a file; name it by --out FILE");
  }
  const auto environment = config::system_environment();
  const auto text = environment.file(options.file(), config::kMaxFile);
  if (!text) {
    return end_init(kFailed, options.out + ": " + text.error().where +
                                 "; without --merge a new file is written");
  }
  // What is wrong with the file comes before what is wrong with IIS, which it may name wrongly.
  const config::Merged as_it_is = config::merge_roles(*text, options.file(), environment, {});
  if (config::has_errors(as_it_is.problems)) return end_with_problems(options, as_it_is.problems);
  int failed = kOk;
  auto sites = sites_or_explain(simulated_file_of(options, *text), failed);
  if (!sites) return failed;
  if (!options.sites.empty() && !choose_sites(options.sites, *sites)) return kFailed;
  config::Merged merged = config::merge_roles(*text, options.file(), environment,
                                              {std::move(*sites), !options.sites.empty(), ""});
  if (config::has_errors(merged.problems)) return end_with_problems(options, merged.problems);
  return end_with(options, merged.text,
                  {.plan = std::move(merged.plan), .unasked = std::move(merged.unasked)});
}

}  // namespace

void add_config_init_command(CLI::App& config, Action& action) {
  auto options = std::make_shared<InitOptions>();
  options->out = default_config_file();
  CLI::App* command = config.add_subcommand(
      "init", "Write a configuration from the node's IIS: a role for each site, ready to run");
  command->add_option("--out", options->out, "The file to write; - prints it")
      ->type_name(value_kind::kFile)
      ->default_str("%ProgramData%\\DeepAlive\\deepalive.yaml (Linux: deepalive.yaml)");
  command->add_option("--site", options->sites, "Only this site; may be repeated")
      ->expected(1)
      ->take_all()
      ->type_name("SITE");
  command->add_flag("--merge", options->merge,
                    "Add the sites that the file does not have, and keep all that stands in it");
  command
      ->add_option("--simulated", options->simulated,
                   "Read this simulated IIS (YAML) and not the node's own")
      ->type_name(value_kind::kFile);
  show_examples(*command,
                {{"deepalive config init --out -", "what would be written"},
                 {"deepalive config init --site Shop --site Blog", "two roles"},
                 {"deepalive config init --merge", "later, for sites that are new in IIS"}},
                "0 written, 64 no IIS here, 70 nothing was written (why is told), 78 --merge: "
                "the file has errors");
  command->callback([options, &action] {
    action = [options] { return options->merge ? merge_into_file(*options) : write_new(*options); };
  });
}

}  // namespace deepalive::service
