#!/bin/sh
# Looks at built packages with Debian's own tools; what it would complain of and why it stays so stands in the
# lintian-overrides beside this file, a reason above each. Usage: packaging/debian/check.sh FILE.deb...
set -eu

missing=
for tool in lintian desktop-file-validate appstreamcli; do
  command -v "$tool" >/dev/null || missing="$missing $tool"
done
[ -z "$missing" ] ||
  { echo "check.sh: not looked at, for want of$missing (packages lintian, desktop-file-utils, appstream)" >&2; exit 1; }

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for deb in "$@"; do
  lintian --allow-root --fail-on error,warning "$deb"
  dpkg-deb -x "$deb" "$scratch/tree"
  for file in "$scratch"/tree/usr/share/applications/*.desktop; do
    [ ! -e "$file" ] || desktop-file-validate "$file"
  done
  for file in "$scratch"/tree/usr/share/metainfo/*.xml; do
    # The program has no domain of its own to be named after; a made-up one would be somebody's.
    [ ! -e "$file" ] || appstreamcli validate --no-net --override=cid-desktopapp-is-not-rdns=info "$file"
  done
  for page in $(find "$scratch/tree/usr/share/man" -name '*.gz'); do
    words=$(zcat "$page" | LC_ALL=C.UTF-8 man --warnings -E UTF-8 -l -Tutf8 -Z - 2>&1 >/dev/null)
    [ -z "$words" ] || { echo "$page: $words" >&2; exit 1; }
  done
  rm -rf "$scratch/tree"
  echo "$(basename "$deb"): nothing to complain of"
done
