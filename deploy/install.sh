#!/usr/bin/env bash
# Installs まちの声 on Debian 12, or upgrades it: run it again from a newer copy of the program. docs/deploy.md tells the whole way.
#
#   deploy/install.sh                   install, or upgrade after a backup; the version before stays for a rollback
#   deploy/install.sh --without-backup  upgrade all the same where a backup cannot be made
#   deploy/install.sh --rollback        go back to the version before
#
# It leaves data, settings and backups alone. What it makes:
#   /opt/machi/releases/<version>  program and its libraries; `current` and `previous` point to two of them
#   /etc/machi/machi.env           settings (never overwritten)
#   /var/lib/machi                 database and photos, of the user machi alone
#   /var/backups/machi             backups, of the user machi alone
#   /usr/local/bin/machi           the command line, as the user machi with the server's settings
set -euo pipefail
umask 022

SOURCE="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
HOME_OF_ALL=/opt/machi
DATA=/var/lib/machi
BACKUPS=/var/backups/machi
SETTINGS=/etc/machi/machi.env
KEPT=3
PROGRAM=(dashboard.py pages survey_ui survey_capture survey_exports survey_insights survey_loader data/codebooks data/mappings data/samples .streamlit deploy requirements.txt pyproject.toml CHANGELOG.md)

say() { printf '%s\n' "machi: $*"; }
fail() { printf '%s\n' "machi: $*" >&2; exit 1; }
# A container starts the server itself and has no systemd.
with_systemd() { [ -d /run/systemd/system ]; }

packages() {
  local wanted=(ca-certificates python3 python3-venv chromium fonts-noto-cjk) missing=()
  for package in "${wanted[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ "${#missing[@]}" -eq 0 ] && return
  say "installing ${missing[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

user_and_folders() {
  getent passwd machi >/dev/null ||
    useradd --system --user-group --home-dir "$DATA" --shell /usr/sbin/nologin machi
  install -d -m 755 "$HOME_OF_ALL" "$HOME_OF_ALL/releases"
  install -d -m 700 -o machi -g machi "$DATA" "$BACKUPS"
  install -d -m 750 -o root -g machi "$(dirname "$SETTINGS")"
  [ -e "$SETTINGS" ] || install -m 640 -o root -g machi "$SOURCE/deploy/machi.env" "$SETTINGS"
}

# The version's name ends with a digest of the program, so that a changed copy is never taken for the one installed.
version() {
  local number digest
  number="$(sed -n 's/^version = "\(.*\)"/\1/p' "$SOURCE/pyproject.toml" | head -n 1)"
  digest="$(cd "$SOURCE" && find "${PRESENT[@]}" -type f ! -path '*/__pycache__/*' ! -name secrets.toml -print0 | LC_ALL=C sort -z |
    xargs -0 sha256sum | sha256sum | cut -c 1-8)"
  printf '%s-%s' "$number" "$digest"
}

# Built beside and renamed when whole: an interrupted run leaves the server as it was.
build() {
  local release="$HOME_OF_ALL/releases/$1" making="$HOME_OF_ALL/releases/.making"
  [ -d "$release" ] && return
  rm -rf "$making"
  mkdir -p "$making"
  (cd "$SOURCE" && tar --exclude=__pycache__ --exclude=secrets.toml -cf - "${PRESENT[@]}") | tar --no-same-owner -xf - -C "$making"
  say "installing the libraries of $1"
  python3 -m venv "$making/.venv"
  "$making/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-cache-dir -r "$making/requirements.txt"
  # Only `python -m …` is used: scripts of a venv know the folder it was made in, and this one is renamed.
  "$making/.venv/bin/python" -m compileall -q "$making" || true
  mv "$making" "$release"
}

# Where the settings say it lies, read by the version installed; what the environment says stands above the file.
database() {
  local lines=()
  mapfile -t lines < <(grep -hE '^MACHI_[A-Z_]+=' "$SETTINGS" <(env))
  (cd "$HOME_OF_ALL/current" && env "${lines[@]}" .venv/bin/python -B -c 'from survey_loader import settings; print(settings.load().database)')
}

# By the version installed, before anything is changed: it is the one that can restore it.
back_up_first() {
  local found
  [ -e "$HOME_OF_ALL/current" ] || return 0
  found="$(database)" || fail "the settings in $SETTINGS cannot be read (above). Nothing was changed."
  [ -e "$found" ] || return 0
  say "making a backup first"
  /usr/local/bin/machi backup ||
    fail "the backup was not made, or something is missing in it (above). Nothing was changed. Mend it and run this again, or run it with --without-backup."
}

point() { ln -sfn "$2" "$HOME_OF_ALL/.$1" && mv -T "$HOME_OF_ALL/.$1" "$HOME_OF_ALL/$1"; }

switch_to() {
  local before
  before="$(readlink "$HOME_OF_ALL/current" || true)"
  if [ "$before" != "releases/$1" ]; then
    [ -z "$before" ] || point previous "$before"
    point current "releases/$1"
  fi
}

command_and_service() {
  install -m 755 "$HOME_OF_ALL/current/deploy/machi" /usr/local/bin/machi
  with_systemd || return 0
  install -m 644 "$HOME_OF_ALL/current/deploy/machi.service" /etc/systemd/system/machi.service
  systemctl daemon-reload
  systemctl enable --quiet machi
  systemctl restart machi
}

remove_old() {
  local keep
  keep="$(readlink "$HOME_OF_ALL/current") $(readlink "$HOME_OF_ALL/previous" || true)"
  find "$HOME_OF_ALL/releases" -mindepth 1 -maxdepth 1 -type d -printf '%T@ %f\n' | sort -rn | tail -n "+$((KEPT + 1))" |
    while read -r _ name; do
      [[ " $keep " == *" releases/$name "* ]] || rm -rf "${HOME_OF_ALL:?}/releases/$name"
    done
}

rollback() {
  local before now
  before="$(readlink "$HOME_OF_ALL/previous")" || fail "there is no version before this one"
  now="$(readlink "$HOME_OF_ALL/current")"
  point current "$before"
  point previous "$now"
  command_and_service
  say "back at $(basename "$before"). Where 'machi surveys' says that the database is newer, restore the backup made before the upgrade (docs/deploy.md)."
}

[ "$(id -u)" -eq 0 ] || fail "please run this as root (sudo)"
if [ "${1:-}" = "--rollback" ]; then
  rollback
  exit
fi
[ $# -eq 0 ] || [ "$*" = --without-backup ] || fail "unknown option $*; there are --rollback and --without-backup"

PRESENT=()
for part in "${PROGRAM[@]}"; do
  [ ! -e "$SOURCE/$part" ] || PRESENT+=("$part")
done
packages
user_and_folders
VERSION="$(version)"
build "$VERSION"
if [ "${1:-}" != --without-backup ] && [ "$(readlink "$HOME_OF_ALL/current" || true)" != "releases/$VERSION" ]; then
  back_up_first
fi
switch_to "$VERSION"
command_and_service
remove_old
say "$VERSION is installed. Settings: $SETTINGS; docs: docs/deploy.md"
