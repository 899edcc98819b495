#!/bin/sh
# Shows with two frozen programs what docs/updates.md promises: sign, fetch from a folder, take, begin, go back.
#   packaging/update/prove.sh OLD NEW      OLD, NEW: folders of `./kac freeze`, NEW with a higher version
# Everything lies in a scratch folder; nothing of this computer is touched. Exit code 0: all of it held.
set -eu
old=$(realpath "$1") new=$(realpath "$2")
here=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d) && trap 'rm -rf "$scratch"' EXIT
export KACDESK_STATE="$scratch/state" KACDESK_DATA="$scratch/data" QT_QPA_PLATFORM=offscreen KACDESK_LANGUAGE=en
export HOME="$scratch"
before=$(cat "$old/VERSION") after=$(cat "$new/VERSION")
platform="linux-$(uname -m)"
sign() { "$here/.venv/bin/python" "$here/packaging/update/repository.py" "$@"; }
say() { printf '%s  %s\n' "$(date +%H:%M:%S)" "$*"; }
running() { "$old/kacdesk" update --json | sed 's/.*"running": "\([^"]*\)".*/\1/'; }
must() { [ "$1" = "$2" ] || { say "expected $2, found $1"; exit 1; }; }

sign init --keys "$scratch/keys" --folder "$scratch/source"
sign add --keys "$scratch/keys" --folder "$scratch/source" --program "$new" --platform "$platform" --level 3
mkdir -p "$KACDESK_STATE" && cp "$scratch/source/metadata/1.root.json" "$KACDESK_STATE/root.json"
say "packed: $(du -k "$scratch"/source/targets/"$platform"/* | cut -f1) KiB"

printf 'pieci izdomati vardi te\n' > "$scratch/phrase" && chmod 600 "$scratch/phrase"
"$old/kacdesk" --passphrase-file "$scratch/phrase" init --point BALVI --supervisor "Paraugs Piemers"
must "$(running)" "$before"
say "fetching $after from a folder"
"$old/kacdesk" update fetch --source "$scratch/source" --json
say "taking it"
"$old/kacdesk" --passphrase-file "$scratch/phrase" update take --json
must "$(running)" "$after"
say "begun by the installed $before: $(running)"
"$old/kacdesk" --passphrase-file "$scratch/phrase" status > /dev/null
"$old/kacdesk" --passphrase-file "$scratch/phrase" update back
must "$(running)" "$before"
"$old/kacdesk" --passphrase-file "$scratch/phrase" status > /dev/null
say "back at $before; all of it held"
