#!/usr/bin/env bash
# usage: .ci/promtool/build-promtool.sh
# Prints the path of promtool 3.16.0, which checks and tests Prometheus' rules, building it first if it is not there (pure Go).
# It lies in ${HVILEPULS_CACHE:-$HOME/.cache/hvilepuls}. Everything but the path goes to standard error.
set -euo pipefail
cd "$(dirname "$0")"
cache=${HVILEPULS_CACHE:-$HOME/.cache/hvilepuls}
out=$cache/promtool-3.16.0
if [ ! -x "$out" ]; then
  mkdir -p "$cache"
  work=$(mktemp -d "$cache/build-XXXXXX") # on the cache's file system, so that the rename below is atomic
  trap 'rm -rf "$work"' EXIT
  # remove_all_sd leaves out the clouds in which Prometheus could look for what to scrape: rules need none, and they are most of the work.
  CGO_ENABLED=0 go build -trimpath -tags remove_all_sd -ldflags "-s -w" -o "$work/promtool" github.com/prometheus/prometheus/cmd/promtool >&2
  mv "$work/promtool" "$out"
fi
echo "$out"
