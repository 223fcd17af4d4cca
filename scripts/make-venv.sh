#!/bin/sh
# Make a virtual environment: sh scripts/make-venv.sh PYTHON FOLDER
# Debian's Python comes without venv; install it where the rights allow.
set -eu
python=$1
folder=$2

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "需要 Python 3.11 或更新（make PYTHON=python3.12 …）" >&2
    exit 1
}
if "$python" -m venv "$folder" >/dev/null 2>&1; then
    exit 0
fi
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo -n"
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
if $as_root apt-get update -qq && $as_root apt-get install -y -qq "python$version-venv"; then
    "$python" -m venv "$folder"
else
    echo "缺少 venv：请让管理员运行 apt-get install python$version-venv" >&2
    exit 1
fi
