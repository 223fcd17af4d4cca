#!/bin/sh
# The main job on the fictional county: sh scripts/demo.sh BIN WORKSPACE
# The workspace is laid out once; later runs find everything done and change nothing.
set -eu
bin=$1
workspace=$2

if [ ! -d "$workspace/archive" ]; then
    rm -rf "$workspace"
    mkdir -p "$(dirname "$workspace")"
    "$bin/archive-builder" init "$workspace"
    "$bin/python" examples/make_incoming.py "$workspace/incoming"
fi
# 1 = done, with problems listed: the example holds unreadable files on purpose.
"$bin/archive-builder" run --root "$workspace" --as-of 2021-12-22 || [ $? -eq 1 ]
"$bin/archive-builder" status --root "$workspace"

output=$(cd "$workspace/output" && pwd)
echo
echo "做好了，请打开："
for made in gaps/兴庆区总览.pdf gaps/小塘村/缺项清单.xlsx volumes/小塘村/小塘村-政策落实.pdf \
    volumes/月牙湖乡/月牙湖乡-责任落实.pdf compilations/月牙湖乡-政策汇编.pdf evidence; do
    [ -e "$output/$made" ] || { echo "没有做成：$made" >&2; exit 1; }
    echo "  $output/$made"
done
