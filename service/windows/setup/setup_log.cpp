#include "service/windows/setup/setup_log.h"

#include <chrono>
#include <iostream>
#include <streambuf>

#include "cmake/version/build_info.h"
#include "config/environment.h"
#include "core/time.h"

namespace deepalive::service {

// A stream's buffer that hands each character on to two others.
class SetupLog::Tee final : public std::streambuf {
 public:
  Tee(std::ostream& stream, std::streambuf& file)
      : stream_(stream), first_(stream.rdbuf(this)), file_(file) {}
  ~Tee() override { stream_.rdbuf(first_); }

 private:
  int overflow(int character) override {
    if (character == traits_type::eof()) return traits_type::not_eof(character);
    file_.sputc(traits_type::to_char_type(character));
    // An installer's step may have no output at all: that shall not end the stream.
    first_->sputc(traits_type::to_char_type(character));
    return character;
  }

  int sync() override {
    first_->pubsync();
    return file_.pubsync();
  }

  std::ostream& stream_;
  std::streambuf* const first_;
  std::streambuf& file_;
};

SetupLog::SetupLog(const std::string& file, const std::string& doing) {
  if (file.empty()) return;
  file_.open(config::path_from_utf8(file), std::ios::app);
  if (!file_) {
    std::cerr << "warning: " << file << " cannot be written; this goes on without it\n";
    return;
  }
  file_ << to_utc_text(std::chrono::system_clock::now()) << " deepalive " << build_info().version
        << ": " << doing << '\n';
  out_ = std::make_unique<Tee>(std::cout, *file_.rdbuf());
  error_ = std::make_unique<Tee>(std::cerr, *file_.rdbuf());
}

SetupLog::~SetupLog() {
  std::cout.flush();
  std::cerr.flush();
}

}  // namespace deepalive::service
