# The central store's part of prove.sh: PostgreSQL, a desk that sends, upgrades refused and done, removed, purged.
# Read by prove.sh, which gives it $R, $ROOT, inside, installed, install_package, counts, say and fail.

DESK="kacdesk --data /home/$CLERK/point --passphrase-file /home/$CLERK/passphrase"
URL=http://127.0.0.1:18443

central() { inside root kacdesk-central-admin "$@"; }

serve() {  # as the unit would, but by hand: there is no systemd in a bare root
  become root kacdesk-central-admin serve --host 127.0.0.1 --port 18443 --workers 2 > "$ROOT/serve.log" 2>&1 &
  served=$!
  wait_for "the central store" grep -q listening "$ROOT/serve.log"
}

stop_serving() {
  kill "$served"
  wait "$served" || true
}

lines() {
  inside postgres psql -qtAX kacdesk -c 'SELECT (SELECT count(*) FROM op), (SELECT count(*) FROM record)'
}

sync() {
  # shellcheck disable=SC2086
  inside clerk $DESK sync
}

with_broken_migration() {  # the new package with one more migration, which fails half way
  rm -rf "$ROOT/broken"
  dpkg-deb -R "$R$(package new kacdesk-central)" "$ROOT/broken"
  sed -i 's/^Version: .*/&+broken/' "$ROOT/broken/DEBIAN/control"
  cat > "$ROOT/broken/usr/lib/kacdesk-central/_internal/kacdesk/central/migrations/versions/9999_broken.py" <<PY
from alembic import op
revision = "9999"
down_revision = "$1"
branch_labels = depends_on = None
def upgrade() -> None:
    op.execute("DELETE FROM op")
    op.execute("SELECT 1/0")
PY
  dpkg-deb --root-owner-group -Zgzip --build "$ROOT/broken" "$R/packages/broken.deb" > /dev/null
  rm -rf "$ROOT/broken"
}

prove_central() {
  say "central: the earlier version with PostgreSQL"
  install_package postgresql "$(package old kacdesk-central)" \
    "$(package old kacdesk)" || { cat "$ROOT/apt.log"; fail "not installed"; }
  installed kacdesk-central && echo
  inside root pg_ctlcluster 15 main start
  inside postgres psql -q -c 'CREATE ROLE kac_api NOLOGIN' -c 'CREATE ROLE "kacdesk-central" LOGIN CREATEDB' \
    -c 'GRANT kac_api TO "kacdesk-central" WITH ADMIN OPTION'
  inside postgres createdb --owner kacdesk-central kacdesk
  address='postgresql://kacdesk-central@/kacdesk?host=/var/run/postgresql'
  sed -i "s|^#KACDESK_DATABASE=postgresql.*|KACDESK_DATABASE=$address|" "$R/etc/kacdesk/central.env"
  inside root stat -c '%A %U:%G %n' /etc/kacdesk/central.env
  central migrate
  central point add PARAUGS
  central catalogue load /usr/lib/kacdesk-central/_internal/kacdesk/_resources/catalogue
  serve
  echo "prove this on a bare Debian" | inside clerk sh -c 'cat > ~/passphrase; chmod 600 ~/passphrase'
  # shellcheck disable=SC2086
  inside clerk $DESK init --point PARAUGS --supervisor "Paula Paraugs"
  # shellcheck disable=SC2086
  echo "$RECORDS" | inside clerk $DESK add visit --json -
  # shellcheck disable=SC2086
  inside clerk $DESK enrol "$(central desk code PARAUGS | head -n1)" --central "$URL"
  sync
  stop_serving
  kept=$(lines)
  echo "lines|records $kept"

  say "central: no backup, no upgrade"
  new=$(package new kacdesk-central)
  mv "$R/usr/bin/pg_dump" "$R/usr/bin/pg_dump.away"
  ! install_package "$new" || fail "upgraded without a backup"
  grep "^kacdesk-central:" "$ROOT/apt.log"
  mv "$R/usr/bin/pg_dump.away" "$R/usr/bin/pg_dump"
  [ "$(installed kacdesk-central)" = "$(version_in old kacdesk-central) installed" ] || fail "not as it was"
  same "lines|records" "$kept" "$(lines)"

  say "central: a migration that fails stops the upgrade, and there is a way back"
  with_broken_migration "$(inside postgres psql -qtAX kacdesk -c 'SELECT version_num FROM alembic_version')"
  ! install_package /packages/broken.deb || fail "a broken migration went through"
  grep "^kacdesk-central: or go back" "$ROOT/apt.log" || { cat "$ROOT/apt.log"; fail "it did not tell the way back"; }
  same "lines|records" "$kept" "$(lines)"
  inside root apt-get install -y -qq --allow-downgrades "$(package old kacdesk-central)" \
    > "$ROOT/apt.log" 2>&1 || { cat "$ROOT/apt.log"; fail "no way back"; }
  installed kacdesk-central && echo
  serve
  sync
  stop_serving

  say "central: upgraded, a backup first"
  install_package "$new" "$(package new kacdesk)" || { cat "$ROOT/apt.log"; fail "not upgraded"; }
  grep "^kacdesk-central:" "$ROOT/apt.log"
  installed kacdesk-central && echo
  copy=$(ls -t "$R"/var/backups/kacdesk-central/before-* | head -n1)
  inside postgres pg_restore --list < "$copy" | grep -c 'TABLE DATA' || fail "the backup cannot be read"
  same "lines|records" "$kept" "$(lines)"
  inside root kacdesk-central self-check
  central reconcile
  serve
  # shellcheck disable=SC2086
  echo "$RECORDS" | inside clerk $DESK add visit --json -
  sync
  stop_serving
  echo "lines|records $(lines)"

  say "central: removed and purged, the data stay"
  inside root apt-get remove -y -qq kacdesk-central > "$ROOT/apt.log" 2>&1
  [ -e "$R/etc/kacdesk/central.env" ] || fail "removing took the settings"
  inside root apt-get purge -y -qq kacdesk-central > "$ROOT/apt.log" 2>&1
  grep "kept in" "$ROOT/apt.log"
  [ ! -e "$R/etc/kacdesk/central.env" ] && [ ! -e "$R/usr/lib/kacdesk-central" ] || fail "purging left the program"
  [ -s "$copy" ] || fail "purging took the backups"
  inside postgres psql -qtAX kacdesk -c 'SELECT count(*) FROM op' | grep -qv '^0$' || fail "purging took the data"
  inside root pg_ctlcluster 15 main stop

  say "central: one encrypted file"
  install_package "$new" || { cat "$ROOT/apt.log"; fail "not installed again"; }
  printf 'KACDESK_DATABASE=sqlite:////var/lib/kacdesk-central/central.db\nKACDESK_PASSPHRASE_FILE=/etc/kacdesk/passphrase\n' \
    >> "$R/etc/kacdesk/central.env"
  echo "a passphrase of a proof" > "$R/etc/kacdesk/passphrase"
  inside root sh -c 'chown kacdesk-central: /etc/kacdesk/passphrase; chmod 600 /etc/kacdesk/passphrase'
  central migrate
  central point add PARAUGS
  inside root apt-get install -y -qq --reinstall "$new" > "$ROOT/apt.log" 2>&1 || { cat "$ROOT/apt.log"; fail "not upgraded"; }
  grep "^kacdesk-central:" "$ROOT/apt.log"
  ls "$R/var/backups/kacdesk-central/"
}
