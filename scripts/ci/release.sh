#!/usr/bin/env bash
# A release in dist/release, joined of the parts in dist/parts where there are any, else built here; and verified.
# Its notes tell the difference to dist/previous/manifest.json, where there is one.
# Usage: release.sh [OPTIONS OF `release`], such as --version 1.2.0 or --preliminary
source "$(dirname "$0")/common.sh"
set_up

sources=()
for part in dist/parts/*/; do
    if [ -d "$part" ]; then sources+=(--from "$part"); fi
done
if [ -f dist/previous/manifest.json ]; then sources+=(--previous dist/previous); fi

polyleaf release "$@" "${sources[@]}" "${editions[@]}" --out dist/release --report "$report"
polyleaf verify dist/release --no-rebuild
(cd dist/release && sha256sum --check --quiet SHA256SUMS)
