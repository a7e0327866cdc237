#include "probes/http/net_error.h"

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>

#include "probes/http/clean_text.h"

namespace deepalive::probes {

namespace asio = boost::asio;
using boost::system::error_code;

bool is_own_fault(const error_code& error) {
  return error == asio::error::operation_aborted || error == asio::error::no_descriptors ||
         error == asio::error::no_buffer_space || error == asio::error::no_memory ||
         error == boost::system::errc::too_many_files_open_in_system ||
         error == boost::system::errc::address_not_available ||
         error == boost::system::errc::address_in_use;
}

bool is_end(const error_code& error) {
  return error == asio::error::eof || error == asio::ssl::error::stream_truncated;
}

bool is_reset(const error_code& error) {
  return error == asio::error::connection_reset || error == asio::error::connection_aborted ||
         error == asio::error::broken_pipe;
}

std::string text_of(const error_code& error) {
  std::string text = clean_text(error.message());
  // Windows' texts are in the node's language, of which little may be left here; the number always
  // helps.
  if (error.category() == boost::system::system_category()) {
    text += " (" + std::to_string(error.value()) + ")";
  }
  return text;
}

Finding own_fault(const error_code& error) {
  return Finding::own_fault("the agent could not go on: " + text_of(error));
}

}  // namespace deepalive::probes
