#!/usr/bin/env bash
# Install what speakd needs, here in this folder, and run it in the foreground.
set -euo pipefail

usage() {
    cat <<'END'
usage: ./run_standalone.sh [--lite] [--check] [-- ARGUMENTS OF speakd run]

  --lite    without the packages of the neural voices
  --check   install nothing, start nothing; say what is missing, exit 1 if something is

environment:
  SPEAKD_PYTHON        the Python to use, 3.11 to 3.13
  SPEAKD_TORCH_INDEX   the package index to take torch from; its makers name theirs
END
}

lite="" check=""
while [ $# -gt 0 ]; do
    case "$1" in
        --lite) lite=yes ;;
        --check) check=yes ;;
        -h | --help) usage; exit 0 ;;
        --) shift; break ;;
        *) echo "unknown option: $1" >&2; usage >&2; exit 2 ;;
    esac
    shift
done

cd -- "$(dirname -- "${BASH_SOURCE[0]}")"
# shellcheck source=.setup/common.sh
. .setup/common.sh

# The Debian packages, of another name elsewhere, that this machine lacks and speakd can use.
missing_parts() {
    [ "$(uname -s)" = Linux ] || return 0
    local libraries
    libraries="$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null || true)"
    case "$libraries" in
        *libportaudio.so.2* | *libpulse.so.0* | *libasound.so.2*) ;;
        *) echo libportaudio2 ;;
    esac
}

# What to install for a Python that speakd runs on.
python_packages() {
    local name
    if has apt-cache; then
        for name in python3.11 python3.12 python3.13; do
            if apt-cache show "$name-venv" >/dev/null 2>&1; then
                echo "$name $name-venv"
                return
            fi
        done
        echo "python3 python3-venv"
    elif has brew; then echo python@3.12
    else echo python3.12
    fi
}

neural=--neural
[ -z "$lite" ] || neural=""
# shellcheck disable=SC2086  # an option or nothing
installed() { venv_works && "$(venv_bin)/python" .setup/install.py --check $neural; }

parts="$(missing_parts)"
if [ -n "$check" ]; then
    # shellcheck disable=SC2086  # a list of packages
    [ -z "$parts" ] || complain "missing: $(install_command $parts)"
    if venv_works || [ -n "$(find_python)" ]; then :; else
        # shellcheck disable=SC2046  # a list of packages
        complain "missing Python 3.11 to 3.13: $(install_command $(python_packages))"
    fi
    installed || { complain "speakd is not installed here yet, or not as it is now"; exit 1; }
    [ -z "$parts" ]
    exit
fi

if [ -n "$parts" ] || ! installed; then
    echo "[1/4] looking for Python 3.11 to 3.13"
    if ! venv_works; then
        python="$(find_python)"
        if [ -z "$python" ] || ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
            # shellcheck disable=SC2046  # a list of packages
            debian_install $(python_packages) || exit 1
            python="$(find_python)"
        fi
        [ -n "$python" ] || { complain "no Python 3.11 to 3.13 was found"; exit 1; }
        echo "      $python"
    fi

    echo "[2/4] looking for sound, clipboard and display"
    if [ -n "$parts" ]; then
        # shellcheck disable=SC2086  # a list of packages
        debian_install $parts || complain "      going on without that"
    fi
    if [ "$(uname -s)" = Linux ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
        echo "      no display: the hotkey needs one, 'speakd say' does not"
    fi

    echo "[3/4] preparing .venv"
    venv_works || make_venv "$python"
    # shellcheck disable=SC2086  # an option or nothing
    "$(venv_bin)/python" .setup/install.py $neural || exit 1

    echo "[4/4] starting speakd; ctrl+c ends it"
fi
exec "$(venv_bin)/speakd" run --supervised "$@"
