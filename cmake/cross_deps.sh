#!/usr/bin/env bash
# Builds the libraries that Debian does not package for Windows, from Debian's own source packages, into the cache.
#
#   cmake/cross_deps.sh           build what is missing, then print "<name>=<prefix>" lines on stdout (CMake reads them)
#   cmake/cross_deps.sh --list    print the names
#   cmake/cross_deps.sh NAME      build only this one
#   cmake/cross_deps.sh --have NAME   exit 0 if it is there already
#   cmake/cross_deps.sh --package NAME   print the Debian package whose version is built, if it has one
#
# A prefix is named for the package version and the recipe, is built beside its place and renamed at the end: an
# interrupted build leaves nothing that could be mistaken for a finished one. Two builds at once wait for each other.
set -euo pipefail

cache="${DEEPALIVE_CACHE:-${HOME:?set HOME or DEEPALIVE_CACHE}/.cache/deepalive}"
deps="$cache/deps"
target=x86_64-w64-mingw32
toolchain="mingw-$(${target}-g++-posix -dumpfullversion)"
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
jobs="$(nproc)"
names=(headers yaml-cpp prometheus-cpp openssl musl)

say() { printf '%s\n' "$*" >&2; }
die() { say "cross_deps: $*"; exit 1; }

# The package that tells which source version Debian's own Linux builds use; both builds then have the same library.
package_of() {
  case "$1" in
    yaml-cpp) echo libyaml-cpp-dev ;;
    prometheus-cpp) echo prometheus-cpp-dev ;;
    openssl) echo libssl-dev ;;
    musl) echo musl ;;
  esac
}

source_version() {
  local version
  version="$(dpkg-query -W -f='${source:Version}' "$(package_of "$1")" 2>/dev/null)" || version=""
  [[ -n $version ]] || die "the Debian package $(package_of "$1") is not installed: apt-get install $(package_of "$1")"
  printf '%s' "$version"
}

prefix_of() {
  if [[ $1 == headers ]]; then
    echo "$deps/headers"
  else
    echo "$deps/$1-$(source_version "$1")-$toolchain-r1"
  fi
}

# A private view of the source archives: the same mirrors as the machine's, nothing under /etc touched, no root needed.
apt_sources() {
  local view="$deps/apt"
  mkdir -p "$view/parts" "$view/lists/partial" "$view/cache/archives/partial"
  rm -f "$view"/parts/*
  local file
  for file in /etc/apt/sources.list.d/*.sources; do
    if [[ -e $file ]] && grep -qiE '^URIs:.*debian' "$file"; then
      sed -E 's/^Types:.*/Types: deb-src/' "$file" >"$view/parts/$(basename "$file")"
    fi
  done
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    if [[ -e $file ]]; then
      grep -E '^deb[[:space:]].*debian' "$file" | sed -E 's/^deb[[:space:]]/deb-src /' \
        >"$view/parts/$(basename "$file" .list).list" || true
    fi
  done
  find "$view/parts" -type f -size 0 -delete
  [[ -n $(ls "$view/parts") ]] || die "no Debian mirror found in /etc/apt/sources.list or /etc/apt/sources.list.d"
  cat >"$view/apt.conf" <<EOF
Dir::Etc::SourceList "/dev/null";
Dir::Etc::SourceParts "$view/parts";
Dir::State::Lists "$view/lists";
Dir::Cache "$view/cache";
APT::Sandbox::User "";
Acquire::Retries "3";
EOF
  export APT_CONFIG="$view/apt.conf"
  # Half a day is fresh enough: source_version names an exact version, and a miss below refreshes.
  if [[ -z $(find "$view/lists" -maxdepth 1 -name '*Sources*' -mmin -720 -print -quit) ]]; then
    apt-get -q update >&2
  fi
}

# Unpacks the source of $1 into ./source. Mirrors have been seen without a security update's Debian part; the upstream
# archive, which apt checks against the same signed index, is then built without Debian's patches, and said to be.
fetch_source() {
  local name="$1" version
  version="$(source_version "$name")"
  apt_sources
  if apt-get -q source "$name=$version" >&2 || { apt-get -q update >&2 && apt-get -q source "$name=$version" >&2; }; then
    find . -mindepth 1 -maxdepth 1 -type d -exec mv {} source \;
    echo "$name $version, Debian source package with Debian's patches" >SOURCE
  elif apt-get -q source --tar-only "$name=$version" >&2; then
    mkdir source
    tar -xf "$(find . -maxdepth 1 -name "${name}_*.orig.tar.*" ! -name '*.asc' -print -quit)" \
      -C source --strip-components=1
    echo "$name $version, upstream archive of the Debian source package, without Debian's patches" >SOURCE
  else
    die "apt has no source of $name $version; bring the machine up to date first: apt-get update && apt-get install $(package_of "$name")"
  fi
  say "using $(cat SOURCE)"
}

cmake_build() {
  local prefix="$1"
  shift
  cmake -S source -B work -G Ninja \
    -DCMAKE_TOOLCHAIN_FILE="$root/cmake/mingw-toolchain.cmake" -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache \
    -DCMAKE_CXX_STANDARD=17 -DCMAKE_INSTALL_PREFIX="$prefix" -DCMAKE_INSTALL_LIBDIR=lib \
    -DBUILD_SHARED_LIBS=OFF -Wno-dev "$@" >&2
  cmake --build work -j "$jobs" >&2
  DESTDIR="$PWD/stage" cmake --install work >&2
}

build_yaml-cpp() {
  cmake_build "$1" -DYAML_CPP_BUILD_TESTS=OFF -DYAML_CPP_BUILD_TOOLS=OFF -DYAML_CPP_BUILD_CONTRIB=OFF
}

build_prometheus-cpp() {
  # Core only: our own server serves what its serializer writes.
  cmake_build "$1" -DENABLE_PUSH=OFF -DENABLE_PULL=OFF -DENABLE_TESTING=OFF -DENABLE_COMPRESSION=OFF \
    -DUSE_THIRDPARTY_LIBRARIES=OFF
}

build_openssl() {
  # A TLS client and server; the list leaves out what neither needs and a quarter of the build time with it.
  local without=(no-shared no-tests no-legacy no-engine no-module no-dtls no-comp no-cms no-ts no-srp no-psk
    no-gost no-idea no-camellia no-seed no-bf no-cast no-rc2 no-rc4 no-md4 no-mdc2 no-rmd160 no-whirlpool no-sm2
    no-sm3 no-sm4 no-aria no-siphash no-scrypt no-dsa no-ec2m no-blake2 no-cmp no-rfc3779 no-ct no-nextprotoneg
    no-srtp no-ui-console no-siv no-ocb no-makedepend no-autoload-config)
  # Where OpenSSL would look for its files on Windows: its own default there, which only administrators can write.
  # Left alone it would be this prefix's path, and on Windows C:\root\.cache is a folder anyone may create.
  local ssl='C:/Program Files/Common Files/SSL'
  local folders=(OPENSSLDIR="$ssl" ENGINESDIR="$ssl/engines-3" MODULESDIR="$ssl/ossl-modules")
  (
    cd source
    # No --cross-compile-prefix: it would be glued before "ccache".
    CC="ccache ${target}-gcc-posix" AR="${target}-ar" RANLIB="${target}-ranlib" RC="${target}-windres" \
      ./Configure mingw64 "${without[@]}" --prefix="$1" --libdir=lib >&2
    make -j "$jobs" "${folders[@]}" build_libs >&2
    make "${folders[@]}" install_dev DESTDIR="$OLDPWD/stage" >&2
  )
}

# bcrypt only: Solar Designer's crypt_blowfish, one file that needs nothing of musl.
build_musl() {
  mkdir -p "stage$1/lib" "stage$1/include"
  ccache "${target}-gcc-posix" -O2 -std=c99 -c source/src/crypt/crypt_blowfish.c -o crypt_blowfish.o >&2
  "${target}-ar" rcs "stage$1/lib/libcrypt_blowfish.a" crypt_blowfish.o
}

# Header-only packages of Debian, seen through links: with -I/usr/include the cross compiler would meet glibc's headers.
build_headers() {
  mkdir -p "stage$1/include"
  local folder
  for folder in boost spdlog fmt CLI; do
    [[ -d /usr/include/$folder ]] || die "/usr/include/$folder is missing (packages: libboost1.81-dev libspdlog-dev libfmt-dev libcli11-dev)"
    ln -s "/usr/include/$folder" "stage$1/include/$folder"
  done
}

finished() { [[ -e $1/.finished ]]; }

build() {
  local name="$1" prefix work
  prefix="$(prefix_of "$name")"
  if finished "$prefix"; then
    return
  fi
  mkdir -p "$deps"
  exec 9>"$deps/.lock"
  flock -n 9 || { say "waiting for another build of the Windows libraries"; flock 9; }
  if finished "$prefix"; then
    exec 9>&-
    return
  fi
  # The lock is ours, so what others left half-built is nobody's.
  rm -rf "$deps"/.building-*
  say "building $name for Windows into $prefix"
  work="$(mktemp -d "$deps/.building-$name.XXXXXX")"
  # shellcheck disable=SC2064  # the path as it is now
  trap "rm -rf '$work'" EXIT
  # Not `( … ) || die`: that would switch errexit off inside.
  set +e
  (
    set -e
    cd "$work"
    if [[ $name != headers ]]; then
      fetch_source "$name"
    fi
    "build_$name" "$prefix"
    if [[ -e SOURCE ]]; then
      cp SOURCE "stage$prefix/SOURCE"
    fi
    touch "stage$prefix/.finished"
    rm -rf "$prefix"
    mv "stage$prefix" "$prefix"
  ) 9>&-
  local failed=$?
  set -e
  [[ $failed == 0 ]] || die "$name could not be built"
  rm -rf "$work"
  trap - EXIT
  exec 9>&-
}

export CCACHE_DIR="${CCACHE_DIR:-$cache/ccache}"
# Each build has a folder of its own name; the objects do not depend on it.
export CCACHE_NOHASHDIR=1 CCACHE_BASEDIR="$deps"

case "${1:-}" in
  --list) printf '%s\n' "${names[@]}" ;;
  --have) finished "$(prefix_of "${2:?--have needs a name}")" ;;
  --package) package_of "${2:?--package needs a name}" ;;
  "")
    for name in "${names[@]}"; do
      build "$name"
      echo "$name=$(prefix_of "$name")"
    done
    ;;
  *)
    [[ " ${names[*]} " == *" $1 "* ]] || die "no library '$1' here; there are: ${names[*]}"
    build "$1"
    ;;
esac
