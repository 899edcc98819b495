# The desk's part of prove.sh: installed, a day, upgraded with data inside, refused, removed, purged.
# Read by prove.sh, which gives it $R, $ROOT, inside, installed, install_package, holes, counts, say and fail.

SAMPLE=/home/$CLERK/.local/share/kacdesk-sample
REAL=/home/$CLERK/point
OPENED="--passphrase-file /home/$CLERK/passphrase"

day() {  # the sample's day, from the counter to the paper
  inside clerk kacdesk --data "$SAMPLE" demo --contacts 300 --no-window
  inside clerk sh -c 'head -c 5 "$1"/pictures/*.pdf' sh "$SAMPLE" | grep -q '%PDF-' || fail "the day left no PDF"
}

prove_desk() {
  before=$(inside root dpkg-query --list | grep -c '^ii')
  say "desk: the earlier version, with what Depends brings"
  install_package "$(package old kacdesk)" || { cat "$ROOT/apt.log"; fail "not installed"; }
  echo "$(inside root dpkg-query --list | grep -c '^ii') packages, $before of them bare Debian; $(installed kacdesk)"
  inside clerk kacdesk --version
  [ -z "$(holes /usr/lib/kacdesk)" ] || { holes /usr/lib/kacdesk; fail "a library finds not all it links to"; }
  inside clerk kacdesk --self-check
  day
  echo "prove this on a bare Debian" | inside clerk sh -c 'cat > ~/passphrase; chmod 600 ~/passphrase'
  # shellcheck disable=SC2086
  inside clerk kacdesk --data $REAL $OPENED init --point PARAUGS --supervisor "Paula Paraugs"
  # shellcheck disable=SC2086
  echo "$RECORDS" | inside clerk kacdesk --data $REAL $OPENED add visit --json -
  sample=$(counts "--data $SAMPLE") real=$(counts "--data $REAL $OPENED")
  echo "sample $sample"
  echo "real   $real"

  say "desk: an upgrade is refused while the window is open"
  become clerk kacdesk --data "$SAMPLE" > "$ROOT/window.log" 2>&1 &
  window=$!
  wait_for "the window" grep -q kacdesk "/proc/$window/comm"
  ! install_package "$(package new kacdesk)" || fail "upgraded below an open window"
  grep "^kacdesk:" "$ROOT/apt.log" || fail "it did not say why"
  [ "$(installed kacdesk)" = "$(version_in old kacdesk) installed" ] || fail "not as it was: $(installed kacdesk)"
  kill "$window"
  wait "$window" || true

  say "desk: upgraded, with the data inside"
  install_package "$(package new kacdesk)" || { cat "$ROOT/apt.log"; fail "not upgraded"; }
  installed kacdesk && echo
  inside clerk kacdesk --version
  [ -z "$(holes /usr/lib/kacdesk)" ] || fail "a library finds not all it links to"
  inside clerk kacdesk --self-check
  # shellcheck disable=SC2086
  echo "[]" | inside clerk kacdesk --data $REAL $OPENED add visit --json -  # whoever writes first brings the data on
  # shellcheck disable=SC2086
  same "real data" "$real" "$(counts "--data $REAL $OPENED")"
  # shellcheck disable=SC2086
  inside clerk kacdesk --data $REAL $OPENED report "$(date +%Y-%m)" --out /home/$CLERK/month.pdf
  echo "[]" | inside clerk kacdesk --data "$SAMPLE" add visit --json -
  same "sample" "$sample" "$(counts "--data $SAMPLE")"
  day

  say "desk: removed, the data stay"
  inside root apt-get remove -y -qq kacdesk > "$ROOT/apt.log" 2>&1
  [ ! -e "$R/usr/lib/kacdesk" ] && [ ! -e "$R/usr/bin/kacdesk" ] || fail "the program is still there"
  [ -s "$R$REAL/desk.db" ] && [ -s "$R$SAMPLE/desk.db" ] || fail "the data are gone"

  say "desk: a computer without room is refused, and mended"
  mount -t tmpfs -o size=64m tmpfs "$R/root"
  ! install_package "$(package new kacdesk)" || fail "installed where there is no room"
  grep "^kacdesk:\|\[red\]\|\[bad\]" "$ROOT/apt.log" || { cat "$ROOT/apt.log"; fail "it did not say why"; }
  umount "$R/root"
  inside root dpkg --configure kacdesk
  # shellcheck disable=SC2086
  same "real data" "$real" "$(counts "--data $REAL $OPENED")"

  say "desk: purged, the data stay"
  inside root apt-get purge -y -qq kacdesk > "$ROOT/apt.log" 2>&1
  [ ! -e "$R/usr/lib/kacdesk" ] && [ ! -e "$R/etc/kacdesk" ] && [ ! -e "$R/var/lib/kacdesk" ] ||
    fail "left behind: $(ls -d "$R"/usr/lib/kacdesk "$R"/etc/kacdesk "$R"/var/lib/kacdesk 2>/dev/null)"
  [ -s "$R$REAL/desk.db" ] || fail "the data are gone"
}
