#include "tests/servers/posix/nginx.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace deepalive::testing {
namespace {

std::string configuration(const std::string& servers) {
  // With a master, as one process alone cannot inherit sockets.
  std::string text =
      "daemon off;\nworker_processes 1;\npid nginx.pid;\nerror_log stderr notice;\n"
      "worker_rlimit_nofile 16384;\nevents { worker_connections 8192; }\n"
      "http {\naccess_log off;\ndefault_type text/plain;\n";
  // Whoever runs the test owns the files.
  if (::geteuid() == 0) text.insert(0, "user root;\n");
  for (const char* user : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
    text += std::string(user) + "_temp_path " + user + ";\n";
  }
  return text + servers + "}\n";
}

}  // namespace

ListeningSockets::ListeningSockets(std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    descriptors_.push_back(descriptor);
    if (::bind(descriptor, generic, size) != 0 || ::listen(descriptor, SOMAXCONN) != 0 ||
        ::getsockname(descriptor, generic, &size) != 0) {
      throw std::runtime_error("no port of 127.0.0.1 can be listened on");
    }
    ports_.push_back(ntohs(address.sin_port));
  }
}

ListeningSockets::~ListeningSockets() {
  for (const int descriptor : descriptors_) ::close(descriptor);
}

Nginx::Nginx(const TemporaryFolder& folder, std::size_t ports,
             const std::function<std::string(const Ports&)>& servers) {
  const ListeningSockets sockets(ports);
  ports_ = sockets.ports();
  folder.write("nginx.conf", configuration(servers(ports_)));
  // As nginx hands its sockets over to a newer nginx.
  std::string inherited = "NGINX=";
  for (const int descriptor : sockets.descriptors()) {
    inherited += std::to_string(descriptor) + ";";
  }
  process_ = std::make_unique<ChildProcess>(
      ChildProcess::Plan{.command = {"/usr/sbin/nginx", "-p", folder.path().string(), "-c",
                                     "nginx.conf", "-e", "stderr"},
                         .package = "nginx-light",
                         .environment = {inherited},
                         .inherited = sockets.descriptors()});
  process_->wait_for("start worker process ");
}

}  // namespace deepalive::testing
