#!/usr/bin/env bash
# Makes and verifies a release in dist/release. If there are parts in dist/parts, it joins them; otherwise it builds here.
# If there is a dist/previous/manifest.json, the notes list what changed since then.
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
