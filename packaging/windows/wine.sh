# This file is the place where Wine is made ready to build the Windows program and to prove it: sourced, not started.
# shellcheck shell=bash
#
# A prefix is a Windows of its own in a folder: drive C:, registry, credential store. Wine 8 (Debian 12) lacks three
# libraries that Qt and cryptography want; stand-ins for them are compiled into the prefix and into nothing else.

WINE_HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

use_wine() {  # use_wine PREFIX: make it unless it is there, and let every later `in_wine` run in it
  export WINEPREFIX=$1 WINEDEBUG=-all WINEARCH=win64
  # No .NET, no browser; the crash window would wait for somebody who is not there.
  export WINEDLLOVERRIDES="mscms=n;mscoree=;mshtml=;winedbg.exe=d"
  unset DISPLAY WAYLAND_DISPLAY
  if [ ! -e "$WINEPREFIX/ready" ]; then
    mkdir -p "$WINEPREFIX"
    in_wine wineboot -i > /dev/null
    in_wine winecfg -v win10 > /dev/null
    for part in icuuc mscms bcryptprimitives; do
      x86_64-w64-mingw32-gcc -O2 -s -shared -w -o "$WINEPREFIX/drive_c/windows/system32/$part.dll" \
        "$WINE_HERE/wine/$part.c" -ladvapi32
    done
    touch "$WINEPREFIX/ready"
  fi
}

in_wine() {  # in_wine PROGRAM ARGUMENTS: with pipes on both sides, which programs of Windows need under Wine
  wine "$@" < /dev/null 2>&1 | cat
  return "${PIPESTATUS[0]}"
}

windows_path() {  # windows_path PATH: how a program of Windows calls a file of this system
  local path
  path=$(realpath -m "$1")
  printf 'Z:%s' "${path//\//\\}"
}

stop_wine() { wineserver -k || true; }
