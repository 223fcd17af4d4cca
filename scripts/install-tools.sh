#!/bin/sh
# Install LibreOffice (Writer, Calc, Impress without a desktop) where apt and the rights allow:
# sh scripts/install-tools.sh PYTHON
# Without it the built-in converters serve; what happened is said either way.
set -u

if "$1" -c 'import sys; from archive_builder.convert import find_office; sys.exit(not find_office())'
then
    echo "LibreOffice：已安装"
    exit 0
fi
if ! command -v apt-get >/dev/null 2>&1; then
    echo "LibreOffice：没有 apt-get，未安装；将使用内置转换（草样）"
    exit 0
fi
if [ "$(id -u)" = 0 ]; then
    as_root=""
elif sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    echo "LibreOffice：没有安装软件的权限，未安装；将使用内置转换（草样）"
    exit 0
fi
packages="libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui"
echo "LibreOffice：正在安装（约 100 MB）……"
export DEBIAN_FRONTEND=noninteractive
if { $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends $packages; } \
    >/dev/null 2>&1; then
    echo "LibreOffice：已安装"
else
    echo "LibreOffice：安装不成功；将使用内置转换（草样）"
fi
