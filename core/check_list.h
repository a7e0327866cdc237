#pragma once

#include <cstddef>
#include <iterator>
#include <memory>
#include <vector>

#include "core/check_health.h"

namespace deepalive {

// The checks of a role as they are published, in the order of its specification. A copy shares
// everything with the original, and replacing one check in a copy costs the square root of what a
// plain vector would: they are kept in pieces, of which only one is made anew. A value; a const one
// may be read by any thread.
class CheckList {
 public:
  using Item = std::shared_ptr<const CheckHealth>;

  class Iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = Item;
    using difference_type = std::ptrdiff_t;
    using pointer = const Item*;
    using reference = const Item&;

    Iterator() = default;
    Iterator(const CheckList& list, std::size_t index) : list_(&list), index_(index) {}
    reference operator*() const { return (*list_)[index_]; }
    pointer operator->() const { return &(*list_)[index_]; }
    Iterator& operator++() {
      ++index_;
      return *this;
    }
    Iterator operator++(int) { return {*list_, index_++}; }
    bool operator==(const Iterator& other) const { return index_ == other.index_; }

   private:
    const CheckList* list_ = nullptr;
    std::size_t index_ = 0;
  };

  CheckList() = default;
  CheckList(std::vector<Item> checks);

  std::size_t size() const { return size_; }
  const Item& operator[](std::size_t index) const {
    return (*pieces_[index / kPiece])[index % kPiece];
  }
  Iterator begin() const { return {*this, 0}; }
  Iterator end() const { return {*this, size_}; }

  void replace(std::size_t index, Item check);

 private:
  using Piece = std::vector<Item>;
  // About the root of 5,000, the most that a node may have.
  static constexpr std::size_t kPiece = 64;

  std::vector<std::shared_ptr<const Piece>> pieces_;
  std::size_t size_ = 0;
};

}  // namespace deepalive
