# What the blocks of a runbook stand on: a central store of one encrypted file, its service, desks with sample records.
# DRILL is the scratch folder, PYTHON the interpreter, PORT a free port on loopback. The central store's key lies beside
# it: a passphrase costs a second and 256 MiB at every command, and no runbook is about it.
set -eu
export KACDESK_DATABASE="sqlite:///$DRILL/central/central.db" PYTHONIOENCODING=utf-8 LC_ALL=C.UTF-8
URL="http://127.0.0.1:$PORT"
mkdir -p "$DRILL/secrets"
POINT=BALVI

secret() {  # secret FILE: a passphrase file that only its owner may read
  [ -e "$1" ] || { mkdir -p "$(dirname "$1")"; (umask 077; printf 'izdomāta parole treniņam %s\n' "$1" > "$1"); }
}

kacdesk_central() {
  case "$1 ${2:-}" in
    "admin key") "$PYTHON" -m kacdesk.central "$@" ;;
    *) "$PYTHON" -m kacdesk.central "$@" --key-beside-data ;;
  esac
}

two_admins() {  # two made-up administrators with keys of their own
  for who in ieva otto; do kacdesk_central admin key "$DRILL/secrets/$who.key" > "$DRILL/$who.public"; done
  kacdesk_central admin add "Ieva Izdomātā" --public "$(cat "$DRILL/ieva.public")"
  IEVA="--key $DRILL/secrets/ieva.key"
  OTTO="--key $DRILL/secrets/otto.key"
  kacdesk_central admin add "Oto Izdomātais" --public "$(cat "$DRILL/otto.public")" --as "Ieva Izdomātā" $IEVA
}

central() { kacdesk_central "$@"; }

start_central() {
  : > "$DRILL/central.out"
  "$PYTHON" -m kacdesk.central serve --port "$PORT" --key-beside-data \
    > "$DRILL/central.out" 2> "$DRILL/central.log" &
  CENTRAL=$!
  until [ -s "$DRILL/central.out" ]; do
    kill -0 "$CENTRAL" 2>/dev/null || { cat "$DRILL/central.log" >&2; return 1; }
    sleep 0.1
  done
}

stop_central() { kill "$CENTRAL" && wait "$CENTRAL" || true; }

desk() {  # desk NAME ARGUMENTS: kacdesk on that desk's PC
  pc=$1
  shift
  secret "$DRILL/secrets/$pc"
  "$PYTHON" -m kacdesk --data "$DRILL/$pc" --passphrase-file "$DRILL/secrets/$pc" "$@" || return
  case $1 in init | restore) "$PYTHON" -m tests.drills.quick_slot "$DRILL/$pc" "$DRILL/secrets/$pc" ;; esac
}

new_desk() {  # new_desk NAME: a desk of the point, enrolled
  desk "$1" init --point "$POINT" --supervisor "Vera Vadītāja" > "$DRILL/$1.init"
  desk "$1" enrol "$(central desk code "$POINT")" --central "$URL" --json > "$DRILL/$1.enrolled"
  desk "$1" sync
}

device_of() {  # device_of NAME: its identifier
  "$PYTHON" -c 'import json,sys; print(json.load(open(sys.argv[1]))["device"])' "$DRILL/$1.enrolled"
}

calls() {  # calls NAME COUNT: made-up phone consultations
  "$PYTHON" -c '
import datetime, json, sys
now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
print(json.dumps([{"started_at": now, "topic": f"Izdomāts zvans {n}"} for n in range(int(sys.argv[1]))]))
' "$2" | desk "$1" add phone_consultation --json -
}

count() {  # count NAME: how many phone consultations a desk shows
  desk "$1" find phone_consultation --limit 10000 --json |
    "$PYTHON" -c 'import json,sys; print(len(json.load(sys.stdin)["rows"]))'
}

must() {  # must ACTUAL EXPECTED: stop the drill when they differ
  [ "$1" = "$2" ] || { printf 'drill: %s, expected %s\n' "$1" "$2" >&2; return 1; }
}

fails() {  # fails CODE COMMAND…: the command must end with this code
  wanted=$1
  shift
  code=0
  "$@" || code=$?
  must "$code" "$wanted"
}
