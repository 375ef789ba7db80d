#!/usr/bin/env bash
# Install what the tests need, then lint, check types and floors, and run every test.
# With arguments: run pytest with them, and nothing else.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"
# shellcheck source=.setup/common.sh
. .setup/common.sh

# A program or library of every Debian package that the tests stand on.
missing_packages() {
    local pair
    for pair in \
        Xvfb:xvfb setxkbmap:x11-xkb-utils xdotool:xdotool sxhkd:sxhkd xclip:xclip \
        pulseaudio:pulseaudio parec:pulseaudio-utils \
        espeak-ng:espeak-ng espeak:espeak strace:strace unshare:util-linux \
        dbus-daemon:dbus-daemon sway:sway wl-paste:wl-clipboard \
        dunst:dunst rsvg-convert:librsvg2-bin xfce4-panel:xfce4-panel \
        desktop-file-validate:desktop-file-utils systemd-analyze:systemd gsettings:libglib2.0-bin; do
        has "${pair%%:*}" || echo "${pair##*:}"
    done
    local libraries
    libraries="$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p)"
    case "$libraries" in *libportaudio.so.2*) ;; *) echo libportaudio2 ;; esac
    [ -e /usr/share/glib-2.0/schemas/org.gnome.settings-daemon.plugins.media-keys.gschema.xml ] ||
        echo gnome-settings-daemon-common
    [ -x /usr/libexec/xdg-desktop-portal ] || echo xdg-desktop-portal
    compgen -G '/usr/lib/*/alsa-lib/libasound_module_pcm_pulse.so' >/dev/null ||
        echo libasound2-plugins
}

if [ "$(uname -s)" = Linux ]; then
    packages="$(missing_packages)"
    # shellcheck disable=SC2086  # a list of packages
    [ -z "$packages" ] || debian_install $packages
fi

if ! venv_works; then
    python="$(find_python)"
    [ -n "$python" ] || { complain "Python 3.11 to 3.13 is needed"; exit 1; }
    "$python" -c 'import ensurepip, venv' 2>/dev/null || debian_install python3-venv
    make_venv "$python"
fi
bin="$(venv_bin)"
"$bin/python" .setup/install.py --group test --group lint --wheelhouse --neural

if [ $# -gt 0 ]; then
    exec "$bin/python" -m pytest "$@"
fi

failed=""
check() {
    local name="$1"
    shift
    echo "== $name $*"
    "$bin/$name" "$@" </dev/null || failed="$failed $name"
}
check ruff check
check ruff format --check
check mypy
check lint-imports

echo "== pytest"
output="$(mktemp)"
trap 'rm -f -- "$output"' EXIT
status=0
"$bin/python" -m pytest </dev/null | tee -- "$output" || status=$?
if [ -n "$failed" ]; then
    echo "failed before the tests:$failed"
    tail -n 1 -- "$output"
    exit 1
fi
exit "$status"
