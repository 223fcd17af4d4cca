#!/bin/sh
# Install what is missing of LibreOffice (Writer, Calc, Impress without a desktop,
# and the Python that talks to it) and unar (opens
# rar archives), where apt and the rights allow: sh scripts/install-tools.sh PYTHON
# Without LibreOffice the built-in converters serve, without unar packed rar archives wait; what
# happened is said either way.
set -u

packages=""
if ! "$1" -c 'import sys; from archive_builder.convert import find_office; sys.exit(not find_office())'
then
    packages="libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui python3-uno"
fi
if ! "$1" -c 'import sys; from archive_builder.intake import can_open_rar; sys.exit(not can_open_rar())'
then
    packages="$packages unar"
fi
if [ -z "$packages" ]; then
    echo "LibreOffice、unar：已安装"
    exit 0
fi
if ! command -v apt-get >/dev/null 2>&1; then
    echo "没有 apt-get，未安装：$packages"
    exit 0
fi
if [ "$(id -u)" = 0 ]; then
    as_root=""
elif sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    echo "没有安装软件的权限，未安装：$packages"
    exit 0
fi
echo "正在安装（LibreOffice 约 100 MB）：$packages"
export DEBIAN_FRONTEND=noninteractive
if { $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends $packages; } \
    >/dev/null 2>&1; then
    echo "安装好了"
else
    echo "安装不成功：LibreOffice 没有时用内置转换（草样），unar 没有时 rar 压缩包先等着"
fi
