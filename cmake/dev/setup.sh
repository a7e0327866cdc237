# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154  # dev and its parts share their variables
# What the machine must have before anything is built: checks that fail early, and Debian packages. Sourced by dev.

packages_build=(g++ cmake ninja-build ccache git googletest libboost1.81-dev libspdlog-dev libfmt-dev
  libyaml-cpp-dev prometheus-cpp-dev libcli11-dev libssl-dev libbenchmark-dev
  libcrypt-dev zlib1g-dev procps)
packages_windows=(g++-mingw-w64-x86-64-posix gcc-mingw-w64-x86-64-posix binutils-mingw-w64-x86-64 libz-mingw-w64-dev
  dpkg-dev make musl perl ca-certificates)
packages_wine=(wine wine64)
# What builds the MSI, and what reads and completes its tables.
packages_installer=(wixl msitools)
packages_fuzz=(clang libclang-rt-14-dev)
packages_coverage=(gcovr)
packages_lint=(clang-format clang-tidy cppcheck shellcheck)
# Programs that tests ask the agent's endpoint with.
packages_clients=(curl openssl)
# Servers that tests and benchmarks start themselves, on free ports. Debian's services of the same names are not for us.
packages_servers=(nginx prometheus-blackbox-exporter prometheus prometheus-alertmanager haproxy)
# What tests in Python are run by.
packages_python=(python3 python3-jsonschema python3-yaml)
# A browser for the tests of the status page, and what drives it.
packages_browser=(chromium fonts-dejavu-core)
packages_node=(nodejs npm)

check_machine() {
  local id="" version="" now committed folder free needed
  [[ $(uname -sm) == "Linux x86_64" ]] ||
    die "this builds on Debian 12 on x86-64; this machine is $(uname -sm)."
  if [[ -r /etc/os-release ]]; then
    id="$(sed -n 's/^ID="\?\([^"]*\)"\?$/\1/p' /etc/os-release)"
    version="$(sed -n 's/^VERSION_ID="\?\([^"]*\)"\?$/\1/p' /etc/os-release)"
  fi
  [[ $id == debian && $version == 12 ]] ||
    die "this builds on Debian 12; /etc/os-release says '$id $version'. A container of debian:12 will do."
  type -P apt-get dpkg-query >/dev/null ||
    die "apt-get or dpkg-query is missing: they bring the compilers and libraries."

  now="$(date +%s)"
  committed="$(git -C "$root" log -1 --format=%ct 2>/dev/null || echo 0)"
  ((now > committed - 86400)) ||
    die "the clock says $(date -d "@$now" +%F), before the last commit: set it, or apt and ninja will fail oddly."

  # A first build with all presets and the Wine prefix takes 5 GB; later ones only replace files.
  needed=6
  if [[ -d $root/build/windows-mingw && -d $cache/wine ]]; then
    needed=2
  fi
  mkdir -p "$cache" 2>/dev/null || true
  [[ -w $cache ]] ||
    die "the cache folder $cache cannot be written: set DEEPALIVE_CACHE to one that can."
  for folder in "$root" "$cache"; do
    free="$(df --output=avail -k "$folder" | tail -n 1)"
    ((free >= needed * 1024 * 1024)) ||
      die "$((free / 1024)) MB free under $folder, $needed GB are needed: make room, or set DEEPALIVE_CACHE elsewhere."
  done
}

missing_packages() {
  local package
  for package in "$@"; do
    if [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) != installed ]]; then
      printf '%s\n' "$package"
    fi
  done
}

as_root() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  else
    sudo -n "$@"
  fi
}

update_lists() {
  local attempt
  for attempt in 1 2 3; do
    if as_root apt-get -q update -o Acquire::Retries=3; then
      return
    fi
    # Another apt may hold the lists, which have no lock time-out of their own.
    sleep $((attempt * 10))
  done
  return 1
}

# Boost 1.81's headers replace those of 1.74 where a machine has them; apt removes the old development packages.
install_packages() {
  update_lists
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends \
    -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 install "$@"
}

# What is newly installed does not listen on ports 80, 9090, 9093 and 9115, now or after the machine's next start.
install_without_services() {
  local policy=/usr/sbin/policy-rc.d ours="" status=0
  if [[ ! -e $policy ]]; then
    ours=yes
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
  fi
  install_packages "$@" || status=$?
  if [[ -n $ours ]]; then
    as_root rm -f "$policy"
  fi
  if ((status == 0)) && type -P systemctl >/dev/null; then
    as_root systemctl disable "$@" || printf 'systemctl could not disable: %s\n' "$*"
  fi
  return "$status"
}

# need_packages [--without-services] PACKAGE…
need_packages() {
  local missing install=install_packages
  if [[ $1 == --without-services ]]; then
    install=install_without_services
    shift
  fi
  mapfile -t missing < <(missing_packages "$@")
  if ((${#missing[@]} == 0)); then
    return
  fi
  if [[ $(id -u) != 0 ]]; then
    command -v sudo >/dev/null ||
      die "packages are missing and there is neither root nor sudo; as root: apt-get install ${missing[*]}"
    if ! sudo -n true 2>/dev/null; then
      [[ -t 0 ]] || die "sudo wants a password and there is no terminal; as root: apt-get install ${missing[*]}"
      sudo -v
    fi
  fi
  printf 'Installing %d Debian packages: %s\n' "${#missing[@]}" "${missing[*]}"
  step "Debian packages" "$install" "${missing[@]}"
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]} == 0)) || die "apt reported success, but these are still missing: ${missing[*]}"
}

# Brings a package that is installed up to date.
newest_package() {
  local versions
  run_step "Debian's package lists" update_lists
  versions="$(LC_ALL=C apt-cache policy "$1" | sed -n 's/^  \(Installed\|Candidate\): //p' | uniq | wc -l)"
  if ((versions > 1)); then
    step "Debian package $1" install_packages "$1"
  fi
}

# Chromium, and node with npm from wherever the machine has them: other packages of node bring npm and refuse Debian's.
need_web() {
  type -P chromium >/dev/null || need_packages "${packages_browser[@]}"
  { type -P node && type -P npm; } >/dev/null || need_packages "${packages_node[@]}"
  step "npm packages of the page's tests" "$root/tests/web/run.sh" --install-only
  step "npm packages of the schema's tests" "$root/tests/schema/run.sh" --install-only
}

# Sanitized Asio code takes over a gigabyte per compiler.
job_count() {
  local processors memory
  processors="$(nproc)"
  memory="$(awk '/^MemAvailable/ {print int($2 / 1500000)}' /proc/meminfo)"
  if ((memory < 1)); then
    memory=1
  fi
  echo "$((processors < memory ? processors : memory))"
}
