#!/usr/bin/env bash
# usage: .ci/influxd/build-influxd.sh [2.7|1.8|any]
# Prints the path of an influxd binary, building it first if it is not there: 2.7.12 (the contract; needs Go, a C compiler, pkg-config and
# Rust; 5 to 15 minutes) or 1.8.10 (pure Go, one to three minutes; for the tests that only write and query: it has no API for buckets and
# none to delete). "any" is 2.7 where it is there or Rust is, else 1.8.
# Binaries lie in ${HVILEPULS_CACHE:-$HOME/.cache/hvilepuls}. Everything but the path goes to standard error.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${HVILEPULS_CACHE:-$HOME/.cache/hvilepuls}
case "${1:-2.7}" in
  2.7) version=2.7.12 ;;
  1.8) version=1.8.10 ;;
  any) if [ -x "$cache/influxd-2.7.12" ] || command -v cargo >/dev/null; then version=2.7.12; else version=1.8.10; fi ;;
  *) echo "usage: $0 [2.7|1.8|any]" >&2; exit 2 ;;
esac
out=$cache/influxd-$version
if [ -x "$out" ]; then
  echo "$out"
  exit
fi
mkdir -p "$cache"
work=$(mktemp -d "$cache/build-XXXXXX") # on the cache's file system, so that the rename below is atomic
trap 'rm -rf "$work"' EXIT
{
  if [ "$version" = 1.8.10 ]; then
    GOBIN=$work CGO_ENABLED=0 go install -ldflags "-s -w -X main.version=$version" "github.com/influxdata/influxdb/cmd/influxd@v$version"
  else
    command -v cargo >/dev/null || { echo "influxd $version needs Rust (https://rustup.rs); without it: $0 1.8"; exit 1; }
    cd "$here"
    # Flux's crates deny warnings, and new compilers warn of more.
    printf '#!/bin/sh\nexec "$@" --cap-lints warn\n' >"$work/rustc-wrap"
    chmod +x "$work/rustc-wrap"
    # InfluxData's pkg-config builds the Rust part; cgo wants it as one executable.
    go build -o "$work/pkg-config" github.com/influxdata/pkg-config
    # Flux pins an old Rust; RUSTUP_TOOLCHAIN overrides it. Without the tag "assets" there is no user interface, and no need to build one.
    RUSTUP_TOOLCHAIN=stable RUSTC_WRAPPER=$work/rustc-wrap PKG_CONFIG=$work/pkg-config CGO_ENABLED=1 \
      go build -tags sqlite_foreign_keys,sqlite_json -ldflags "-s -w -X main.version=v$version" \
      -o "$work/influxd" github.com/influxdata/influxdb/v2/cmd/influxd
  fi
  mv "$work/influxd" "$out"
} >&2
echo "$out"
