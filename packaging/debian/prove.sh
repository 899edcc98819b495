#!/bin/sh
# Proves the packages on a bare Debian 12: installed with apt, run as an ordinary user, upgraded with data inside,
# refused where it must be, removed, purged.
#
#   packaging/debian/prove.sh --old DIR --new DIR [--root DIR] [--mirror URL] [--only desk|central|systemd]
#
# DIR holds the two packages of a version. Needs root and debootstrap; the root folder is made once and used again as
# a copy. In the first two parts nothing is asked of systemd, which a bare root has not: the service is started by hand
# as its user. The third part lets systemd begin in namespaces of its own.
set -eu

CLERK=clerk
OLD= NEW= ROOT=/var/tmp/kacdesk-proof MIRROR= PARTS="desk central systemd"
while [ $# -gt 0 ]; do
  case $1 in
    --old) OLD=$2 ;;
    --new) NEW=$2 ;;
    --root) ROOT=$2 ;;
    --mirror) MIRROR=$2 ;;
    --only) PARTS=$2 ;;
    *) sed -n '5s/^# *//p' "$0" >&2; exit 2 ;;
  esac
  shift 2
done
[ -d "$OLD" ] && [ -d "$NEW" ] || { sed -n '5s/^# *//p' "$0" >&2; exit 2; }
HERE=$(cd "$(dirname "$0")" && pwd)
BARE=$ROOT/bare
R=$ROOT/run

say() { printf '\n== %s\n' "$*"; }
fail() { printf 'prove.sh: %s\n' "$*" >&2; exit 1; }

leave() {
  server=$R/var/lib/postgresql/15/main/postmaster.pid
  [ ! -e "$server" ] || kill -INT "$(head -n1 "$server")" 2>/dev/null || true
  [ -z "${first:-}" ] || kill -KILL "$first" 2>/dev/null || true
  for place in proc dev/shm; do ! mountpoint -q "$R/$place" || umount -l "$R/$place"; done
}
trap leave EXIT

become() {  # become USER COMMAND...: this process goes on as that command, with an empty environment as after a login
  user=$1
  shift
  home=/home/$user
  [ "$user" != root ] || home=/root
  exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME="$home" LANG=C.UTF-8 TERM=dumb \
    DEBIAN_FRONTEND=noninteractive QT_QPA_PLATFORM=offscreen chroot --userspec="$user" "$R" "$@"
}

inside() { (become "$@"); }

bare_root() {
  if [ ! -e "$BARE/.ready" ]; then
    say "a bare Debian 12"
    rm -rf "$BARE"
    mkdir -p "$BARE"
    # shellcheck disable=SC2086
    debootstrap --variant=minbase bookworm "$BARE" $MIRROR > "$ROOT/debootstrap.log"
    : > "$BARE/.ready"
  fi
  leave
  rm -rf "$R"
  cp -a "$BARE" "$R"
  mount -t proc proc "$R/proc"
  mkdir -p "$R/dev/shm" && mount -t tmpfs tmpfs "$R/dev/shm"
  cp /etc/resolv.conf "$R/etc/resolv.conf"
  printf '#!/bin/sh\nexit 101\n' > "$R/usr/sbin/policy-rc.d"
  chmod +x "$R/usr/sbin/policy-rc.d"
  inside root id clerk >/dev/null 2>&1 || inside root useradd --create-home clerk
  mkdir -p "$R/packages"
  for deb in "$OLD"/*.deb; do cp "$deb" "$R/packages/old-${deb##*/}"; done
  for deb in "$NEW"/*.deb; do cp "$deb" "$R/packages/new-${deb##*/}"; done
  inside root apt-get update -qq
}

install_package() { inside root apt-get install -y -qq --no-install-recommends "$@" > "$ROOT/apt.log" 2>&1; }

installed() { inside root dpkg-query --show --showformat='${Version} ${db:Status-Status}' "$1" 2>/dev/null || true; }

holes() {  # every library of a folder finds what it links to
  inside root sh -c 'find "$1" -type f -name "*.so*" | while read -r lib; do
    LD_LIBRARY_PATH="$1/_internal" ldd "$lib" 2>/dev/null | grep "not found" | sed "s|^|$lib: |"; done' sh "$1"
}

# Two made-up visits, as `kacdesk add visit --json -` takes them.
RECORDS='[{"started_at": "2026-11-02T09:00", "customer_name": "Ģirts Paraugs",
  "visit_service": [{"institution_id": "vsaa", "kind": "Pieteikums", "quantity": 1}]},
  {"started_at": "2026-11-02T10:00", "customer_name": "Ieva Izdomāta",
  "visit_service": [{"institution_id": "vid", "kind": "Pieteikums", "quantity": 2}]}]'

counts() {  # counts OPTIONS: how many records of each kind a desk holds
  # shellcheck disable=SC2086
  { inside clerk kacdesk $1 status --json || true; } | python3 -c '
import json, sys
held = json.load(sys.stdin)["records"].items()
print(sum(count for _, count in held), "records:", *(f"{name} {count}," for name, count in sorted(held) if count))'
}

same() {  # same WHAT BEFORE AFTER
  [ -n "$2" ] && [ "$2" = "$3" ] || fail "$1 did not come through: $2 before, $3 now"
  echo "$1 came through: $3"
}

package() {  # package old|new NAME: its file, as the root sees it
  for file in "$R/packages/$1-$2"_*.deb; do echo "${file#"$R"}"; done
}

version_in() { dpkg-deb --field "$R$(package "$1" "$2")" Version; }

wait_for() {  # wait_for WHAT COMMAND...: at most half a minute
  what=$1
  shift
  for _ in $(seq 60); do
    if "$@"; then return 0; fi
    sleep 0.5
  done
  fail "$what did not begin"
}

. "$HERE/prove_desk.sh"
. "$HERE/prove_central.sh"
. "$HERE/prove_systemd.sh"

for one in $PARTS; do
  bare_root
  "prove_$one"
done
say "all of it went well"
