#!/bin/bash
# This file is the place where programs and packages get their Authenticode signature, or where it is said that they
# have none.
#
#   packaging/windows/sign.sh FILE…
#
# KACDESK_SIGN_CERTS  certificate with its chain, PEM          KACDESK_SIGN_KEY    its key, PEM or a PKCS#11 address
# KACDESK_SIGN_PASS   file with the key's password (optional)  KACDESK_SIGN_TIME   address of a time-stamping service
#
# Without the first two nothing is signed, and that is no failure: a municipality may allow the files by their hashes.
# With them every failure ends the build. A signature without a time stamp dies with its certificate.
set -eu
say() { printf 'sign: %s\n' "$*" >&2; }

if [ -z "${KACDESK_SIGN_CERTS:-}" ] || [ -z "${KACDESK_SIGN_KEY:-}" ]; then
  for file in "$@"; do say "UNSIGNED $(basename "$file"): no certificate was given (KACDESK_SIGN_CERTS, KACDESK_SIGN_KEY)"; done
  exit 0
fi
for file in "$@"; do
  words=(-certs "$KACDESK_SIGN_CERTS" -h sha256 -n kacdesk)
  case $KACDESK_SIGN_KEY in
    pkcs11:*) words+=(-pkcs11engine "${KACDESK_SIGN_ENGINE:-/usr/lib/x86_64-linux-gnu/engines-3/pkcs11.so}" -key "$KACDESK_SIGN_KEY") ;;
    *) words+=(-key "$KACDESK_SIGN_KEY") ;;
  esac
  [ -z "${KACDESK_SIGN_PASS:-}" ] || words+=(-readpass "$KACDESK_SIGN_PASS")
  if [ -n "${KACDESK_SIGN_TIME:-}" ]; then words+=(-ts "$KACDESK_SIGN_TIME"); else say "no time stamp: KACDESK_SIGN_TIME is not set"; fi
  osslsigncode sign "${words[@]}" -in "$file" -out "$file.signed" > /dev/null || { rm -f "$file.signed"; say "could not sign $file"; exit 1; }
  mv "$file.signed" "$file"
  say "signed $(basename "$file")"
done
