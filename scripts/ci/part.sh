#!/usr/bin/env bash
# One share of the editions of a release, in parts/I-of-N. Usage: part.sh I/N
source "$(dirname "$0")/common.sh"
set_up
part=$1

polyleaf build --shard "$part" "${editions[@]}" --report "$report"
mkdir -p parts
mv dist "parts/${part/\//-of-}"
