# The part of prove.sh in which systemd itself starts the central store by its unit, with all its walls.
# Read by prove.sh, which gives it $R, $ROOT, inside, install_package, package, wait_for, say and fail.

URL_BY_NAME=https://kac.example:8443

# What becomes the first process of a machine of its own: no network but loopback, and no way to the clock, the modules
# or the settings of the kernel that it shares.
FIRST='
cd "$1"
mount --bind . . && cd "$1"
mount -t proc proc proc
mount -o bind,ro proc/sys proc/sys
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 dev dev
for node in null:3 zero:5 full:7 random:8 urandom:9; do mknod -m 666 "dev/${node%:*}" c 1 "${node#*:}"; done
mknod -m 666 dev/tty c 5 0
ln -s /proc/self/fd dev/fd
mkdir dev/pts && mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts && ln -s pts/ptmx dev/ptmx
mkdir dev/shm && mount -t tmpfs -o mode=1777 shm dev/shm
mount -t tmpfs -o mode=755 run run
mkdir -p .outside && pivot_root . .outside
exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin \
  setpriv --bounding-set -sys_time,-sys_module,-sys_rawio,-sys_boot,-syslog,-wake_alarm \
  sh -c "umount -l /.outside; mount --make-rshared /; exec /lib/systemd/systemd --system"
'

boot() {
  for place in proc dev/shm; do umount "$R/$place"; done
  for unit in timesyncd networkd udevd modules-load sysctl; do
    ln -sf /dev/null "$R/etc/systemd/system/systemd-$unit.service"
  done
  echo "127.0.0.1 localhost kac.example" > "$R/etc/hosts"
  rm "$R/usr/sbin/policy-rc.d"
  unshare --mount --propagation private --pid --fork --cgroup --uts --ipc --net \
    sh -euc "$FIRST" sh "$R" > "$ROOT/systemd.log" 2>&1 &
  outer=$!
  wait_for "a machine" pgrep -P "$outer" > /dev/null
  first=$(pgrep -P "$outer")
  wait_for "systemd" booted
  machine systemctl is-system-running
}

machine() { nsenter -t "$first" -m -p -C -u -i -n -r -w env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "$@"; }

booted() { machine systemctl is-system-running 2>/dev/null | grep -qx "running\|degraded"; }

told() { machine systemctl show --property "$1" --value kacdesk-central; }

ready() { [ "$(machine curl --silent --cacert /srv/ca.pem $URL_BY_NAME/readyz)" = '{"ready":true}' ]; }

ended() { [ "$(told ActiveState)" = "$1" ]; }

another_one() { [ "$(told MainPID)" != 0 ] && [ "$(told MainPID)" != "$1" ]; }

certify() {  # as the guide for the owner says
  machine sh -euc 'cd /srv
openssl req -x509 -newkey rsa:3072 -nodes -days 3650 -subj "/CN=KAC authority" \
  -addext "keyUsage=critical,keyCertSign,cRLSign" -keyout ca-key.pem -out ca.pem
openssl req -newkey rsa:3072 -nodes -subj "/CN=kac.example" -keyout key.pem -out request.pem
printf "%s\n" "subjectAltName=DNS:kac.example" "extendedKeyUsage=serverAuth" \
  "basicConstraints=critical,CA:FALSE" "authorityKeyIdentifier=keyid" > extensions
openssl x509 -req -in request.pem -CA ca.pem -CAkey ca-key.pem -CAcreateserial -days 800 \
  -extfile extensions -out certificate.pem
install -m 600 certificate.pem key.pem /etc/kacdesk/' > "$ROOT/openssl.log" 2>&1
}

prove_systemd() {
  say "systemd: the units of both packages"
  install_package systemd systemd-sysv dbus openssl curl "$(package new kacdesk-central)" \
    "$(package new kacdesk)" || { cat "$ROOT/apt.log"; fail "not installed"; }
  boot
  machine systemd-analyze verify --man=no kacdesk-central.service kacdesk-update.service kacdesk-update.timer
  machine systemd-analyze security --no-pager --threshold=20 kacdesk-central.service | tail -n1
  machine systemd-analyze security --no-pager --threshold=30 kacdesk-update.service | tail -n1

  say "systemd: without a certificate it says so and is not started again and again"
  machine install -m 600 -o kacdesk-central /dev/null /etc/kacdesk/passphrase
  machine sh -c 'openssl rand -base64 24 > /etc/kacdesk/passphrase'
  printf 'KACDESK_DATABASE=sqlite:////var/lib/kacdesk-central/central.db\nKACDESK_PASSPHRASE_FILE=/etc/kacdesk/passphrase\n' \
    >> "$R/etc/kacdesk/central.env"
  machine kacdesk-central-admin migrate
  machine systemctl start kacdesk-central || true  # it may have ended before systemd has said that it began
  wait_for "the refusal" ended failed
  machine journalctl --unit kacdesk-central --output cat --no-pager > "$ROOT/journal.log"
  [ "$(told NRestarts) $(told ExecMainStatus)" = "0 3" ] || { cat "$ROOT/journal.log"; fail "it was started again"; }
  grep "credentials/" "$ROOT/journal.log" || { cat "$ROOT/journal.log"; fail "it did not say why"; }

  say "systemd: it serves, with all its walls"
  certify
  machine kacdesk-central-admin point add PARAUGS
  machine systemctl enable --now kacdesk-central
  wait_for "the service" ready
  machine systemctl show kacdesk-central --property ActiveState,User,NoNewPrivileges,ProtectSystem
  machine kacdesk-central-admin desk code PARAUGS > /dev/null
  echo "ready over TLS"

  say "systemd: killed, it is there again"
  killed=$(told MainPID)
  machine sh -c "kill -KILL $killed"
  wait_for "another process" another_one "$killed"
  wait_for "the service" ready
  echo "restarted $(told NRestarts) times"

  say "systemd: stopped, it ends by itself"
  machine systemctl stop kacdesk-central
  [ "$(told ActiveState) $(told Result) $(told ExecMainStatus)" = "inactive success 0" ] || fail "not a clean end"
  machine systemctl start kacdesk-central
  wait_for "the service" ready

  say "systemd: an upgrade makes its backup and starts it again"
  before=$(told MainPID)
  machine env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --reinstall "$(package new kacdesk-central)" \
    > "$ROOT/apt.log" 2>&1 || { cat "$ROOT/apt.log"; fail "not upgraded"; }
  grep "^kacdesk-central:" "$ROOT/apt.log"
  another_one "$before" || fail "the process is the one from before"
  wait_for "the service" ready
  machine systemctl --failed --no-legend
}
