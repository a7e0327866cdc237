# shellcheck shell=bash
# Tables in Markdown files that a command makes. Sourced.

# Between `<!-- NAME…` and `<!-- end of NAME -->` in FILE stands TEXT afterwards, and nothing else.
write_between_marks() {
  local file="$1" name="$2" text="$3"
  awk -v name="$name" -v text="$text" '
    index($0, "<!-- end of " name) { skip = 0 }
    index($0, "<!-- " name) == 1 { print; print ""; print text; print ""; skip = 1; next }
    !skip { print }' "$file" >"$file.new"
  mv "$file.new" "$file"
}
