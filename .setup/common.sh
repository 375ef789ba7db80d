# What run_standalone.sh and run_tests.sh share. Sourced, with the repository root as the working
# directory. Works with bash 3.2, the one that macOS has.

PYTHONS="python3.11 python3.12 python3.13 python3 python"

complain() { printf '%s\n' "$*" >&2; }

has() { command -v "$1" >/dev/null 2>&1; }

# A Python that speakd runs on, or nothing. SPEAKD_PYTHON comes first.
find_python() {
    local name
    # shellcheck disable=SC2086  # a list of names
    for name in "${SPEAKD_PYTHON:-}" $PYTHONS; do
        if [ -n "$name" ] && is_suitable "$name"; then
            command -v "$name"
            return
        fi
    done
}

is_suitable() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' \
        </dev/null >/dev/null 2>&1
}

# Where the environment keeps its programs: Windows has its own idea.
venv_bin() {
    if [ -d .venv/Scripts ]; then echo .venv/Scripts; else echo .venv/bin; fi
}

venv_works() { is_suitable "$(venv_bin)/python"; }

make_venv() {
    rm -rf .venv
    "$1" -m venv .venv </dev/null
}

# How to become root here without being asked for a password: "", "sudo -n", or failure.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        echo ""
    elif has sudo && sudo -n true </dev/null >/dev/null 2>&1; then
        echo "sudo -n"
    else
        return 1
    fi
}

# Install Debian packages where that is allowed; otherwise say the one command, and fail.
debian_install() {
    local root
    if has apt-get && root="$(as_root)"; then
        # shellcheck disable=SC2086  # "sudo -n" is two words
        $root env DEBIAN_FRONTEND=noninteractive sh -c '
            apt-get install -y -q --no-install-recommends "$@" >/dev/null ||
                { apt-get update -q >/dev/null &&
                  apt-get install -y -q --no-install-recommends "$@" >/dev/null; }
        ' sh "$@" </dev/null && return
    fi
    complain "please run: $(install_command "$@")"
    return 1
}

install_command() {
    if has apt-get; then echo "sudo apt-get install -y $*"
    elif has dnf; then echo "sudo dnf install -y $*"
    elif has pacman; then echo "sudo pacman -S --needed $*"
    elif has zypper; then echo "sudo zypper install -y $*"
    elif has brew; then echo "brew install $*"
    else echo "your system's installer for: $*"
    fi
}
