#include "probes/files/shared_config.h"

#include <algorithm>
#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>
#include <utility>

#include "core/units.h"
#include "probes/files/folder.h"
#include "probes/http/clean_text.h"

namespace deepalive::probes {
namespace {

namespace fs = std::filesystem;
using Tree = boost::property_tree::ptree;

fs::path path_of(const std::string& utf8) { return std::u8string(utf8.begin(), utf8.end()); }

// The parser calls itself for each element within another, and the stack is finite.
bool is_too_deep(std::string_view xml) {
  std::size_t depth = 0;
  const auto skip_to = [&xml](std::size_t at, std::string_view end) {
    const auto found = xml.find(end, at);
    return found == xml.npos ? xml.size() : found + end.size();
  };
  for (std::size_t at = xml.find('<'); at < xml.size(); at = xml.find('<', at)) {
    const std::string_view rest = xml.substr(at);
    if (rest.starts_with("<!--")) {
      at = skip_to(at + 4, "-->");
    } else if (rest.starts_with("<![CDATA[")) {
      at = skip_to(at + 9, "]]>");
    } else if (rest.starts_with("<?")) {
      at = skip_to(at + 2, "?>");
    } else if (rest.starts_with("<!")) {
      at += 2;
    } else if (rest.starts_with("</")) {
      if (depth > 0) --depth;
      at += 2;
    } else {
      char quote = '\0';
      for (++at; at < xml.size() && (quote != '\0' || xml[at] != '>'); ++at) {
        if (quote != '\0') {
          if (xml[at] == quote) quote = '\0';
        } else if (xml[at] == '"' || xml[at] == '\'') {
          quote = xml[at];
        }
      }
      if (at >= xml.size() || xml[at - 1] != '/') ++depth;
      if (depth > kMaxXmlDepth) return true;
    }
  }
  return false;
}

Error malformed(std::string_view file, std::string text) {
  return {Reason::shared_config_malformed, 0, std::string(file) + ": " + std::move(text)};
}

// Document types are skipped, and no entity but XML's own five is known.
Result<Tree> parse_xml(std::string_view xml, std::string_view file) {
  if (is_too_deep(xml)) {
    return malformed(file, "more than " + std::to_string(kMaxXmlDepth) +
                               " elements within each other, the limit");
  }
  try {
    Tree tree;
    std::istringstream stream{std::string(xml)};
    boost::property_tree::read_xml(stream, tree, boost::property_tree::xml_parser::no_comments);
    return tree;
  } catch (const boost::property_tree::xml_parser_error& error) {
    return malformed(file,
                     "line " + std::to_string(error.line()) + ": " + clean_text(error.message()));
  }
}

Tree::path_type path_to(const char* elements) { return {elements, '/'}; }

std::string attribute(const Tree& element, const char* name) {
  return element.get<std::string>(path_to("<xmlattr>") / path_to(name), "");
}

Result<std::string> read_file(const fs::path& path, std::size_t limit) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) {
    return Error{Reason::shared_config_unreadable, 0,
                 "cannot be opened; may the agent's account read it?"};
  }
  std::string bytes(limit + 1, '\0');
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (stream.bad()) return Error{Reason::shared_config_unreadable, 0, "cannot be read"};
  bytes.resize(static_cast<std::size_t>(stream.gcount()));
  if (bytes.size() > limit) {
    return Error{Reason::shared_config_malformed, 0,
                 "is larger than " + format_size(limit) + ", the limit"};
  }
  return bytes;
}

Finding failed(Reason reason, std::string detail) {
  return {.reason = reason, .detail = std::move(detail)};
}

}  // namespace

Result<Redirection> parse_redirection(std::string_view xml) {
  const auto tree = parse_xml(xml, "redirection.config");
  if (!tree) return tree.error();
  if (!tree->get_child_optional("configuration")) {
    return malformed("redirection.config", "has no element <configuration>");
  }
  Redirection redirection;
  const auto element = tree->get_child_optional(path_to("configuration/configurationRedirection"));
  if (!element) return redirection;
  std::string enabled = attribute(*element, "enabled");
  std::ranges::transform(enabled, enabled.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
  redirection.enabled = enabled == "true";
  redirection.path = attribute(*element, "path");
  redirection.user_name = attribute(*element, "userName");
  if (redirection.enabled && redirection.path.empty()) {
    return malformed("redirection.config", "is enabled and names no path");
  }
  return redirection;
}

std::optional<Error> application_host_problem(std::string_view xml) {
  const auto tree = parse_xml(xml, "applicationHost.config");
  if (!tree) return tree.error();
  if (!tree->get_child_optional(path_to("configuration/system.applicationHost/sites"))) {
    return malformed("applicationHost.config", "has no section system.applicationHost/sites");
  }
  return std::nullopt;
}

struct SharedConfig::Parsed {
  std::mutex mutex;
  std::string path;
  fs::file_time_type written;
  std::uintmax_t size = 0;
  std::optional<Error> problem;
};

SharedConfig::SharedConfig(std::string folder, SharedConfigTarget target)
    : folder_(std::move(folder)), target_(target), parsed_(std::make_unique<Parsed>()) {}

SharedConfig::~SharedConfig() = default;

Finding SharedConfig::look() const {
  const auto bytes = read_file(path_of(folder_) / "redirection.config", kMaxRedirectionFile);
  if (!bytes) {
    return Finding::own_fault("redirection.config in '" + folder_ + "' " + bytes.error().where,
                              Reason::shared_config_unreadable);
  }
  const auto redirection = parse_redirection(*bytes);
  if (!redirection) return failed(redirection.error().reason, redirection.error().where);
  if (!redirection->enabled) {
    return failed(Reason::shared_config_off,
                  "shared configuration is not enabled on this node (IIS Manager, Shared "
                  "Configuration)");
  }
  const auto folder = expand_variables(redirection->path, environment_variable);
  if (!folder) return Finding::own_fault(folder.error().where, Reason::shared_config_unreadable);
  Finding finding = look_at_share(*folder, *redirection);
  if (finding.outcome != Outcome::pass || !target_.offline_files) return finding;
  const auto offline = offline_files_are_on();
  if (!offline) return Finding::own_fault(offline.error().where, offline.error().reason);
  if (!*offline) {
    finding.degraded = true;
    finding.reason = Reason::offline_files_off;
    finding.detail += "; Offline Files is not on, so no copy of it is kept on this node";
  }
  return finding;
}

Finding SharedConfig::look_at_share(const std::string& folder,
                                    const Redirection& redirection) const {
  std::string where = "'" + folder + "'";
  if (!redirection.user_name.empty()) where += ", which IIS reads as " + redirection.user_name;
  if (auto problem = folder_problem(folder)) {
    problem->reason = Reason::shared_config_unreadable;
    problem->detail = where + ": " + problem->detail;
    return *std::move(problem);
  }
  const fs::path file = path_of(folder) / "applicationHost.config";
  std::error_code gone;
  const auto written = fs::last_write_time(file, gone);
  const auto size = gone ? 0 : fs::file_size(file, gone);
  if (gone) {
    return failed(Reason::shared_config_unreadable,
                  "applicationHost.config in " + where + ": " + clean_text(gone.message()));
  }
  const auto judge = [&](const std::optional<Error>& problem) -> Finding {
    if (problem) return failed(problem->reason, problem->where + " (in " + where + ")");
    return {.outcome = Outcome::pass,
            .reason = Reason::ok,
            .detail = "shared configuration in '" + folder + "' is readable"};
  };
  {
    const std::lock_guard lock(parsed_->mutex);
    if (parsed_->path == folder && parsed_->written == written && parsed_->size == size) {
      return judge(parsed_->problem);
    }
  }
  const auto bytes = read_file(file, kMaxApplicationHostFile);
  if (!bytes) {
    const std::string text = "applicationHost.config in " + where + " " + bytes.error().where;
    return bytes.error().reason == Reason::shared_config_malformed
               ? failed(Reason::shared_config_malformed, text)
               : Finding::own_fault(text, bytes.error().reason);
  }
  std::optional<Error> problem = application_host_problem(*bytes);
  const std::lock_guard lock(parsed_->mutex);
  parsed_->path = folder;
  parsed_->written = written;
  parsed_->size = size;
  parsed_->problem = problem;
  return judge(problem);
}

}  // namespace deepalive::probes
