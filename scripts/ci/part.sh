#!/usr/bin/env bash
# Builds one share of the editions of a release into dist/parts/I-of-N. Usage: part.sh I/N
source "$(dirname "$0")/common.sh"
set_up
part=$1
folder=dist/parts/${part/\//-of-}

polyleaf build --shard "$part" "${editions[@]}" --report "$report"
mkdir -p "$folder"
find dist -maxdepth 1 -type f -exec mv {} "$folder" \;
