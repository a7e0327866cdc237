#include "core/check_list.h"

#include <algorithm>
#include <utility>

namespace deepalive {

CheckList::CheckList(std::vector<Item> checks) : size_(checks.size()) {
  for (std::size_t begin = 0; begin < checks.size(); begin += kPiece) {
    const std::size_t end = std::min(begin + kPiece, checks.size());
    pieces_.push_back(std::make_shared<const Piece>(
        std::make_move_iterator(checks.begin() + static_cast<std::ptrdiff_t>(begin)),
        std::make_move_iterator(checks.begin() + static_cast<std::ptrdiff_t>(end))));
  }
}

void CheckList::replace(std::size_t index, Item check) {
  auto piece = std::make_shared<Piece>(*pieces_[index / kPiece]);
  (*piece)[index % kPiece] = std::move(check);
  pieces_[index / kPiece] = std::move(piece);
}

}  // namespace deepalive
