"""`archive-builder check`."""

from __future__ import annotations

from archive_builder import manifest
from archive_builder.cli.console import HERE, AsJson, Root, console, emit_json
from archive_builder.workflow.workspace import require_workspace


def command(root: Root = HERE, as_json: AsJson = False) -> None:
    """检查清单：一次列出全部问题（文件:行:列），并列出要人核实的事项。"""
    manifests = manifest.load(require_workspace(root).manifests)
    slots, notices = manifest.slots(manifests), manifest.notices(manifests)
    counts = {
        "单位": len(manifests.units),
        "应备材料": len(manifests.requirements),
        "应备件位": len(slots),
    }
    if as_json:
        emit_json({"counts": counts, "notices": notices})
        return
    console.print("清单没有错误：" + "，".join(f"{k} {n}" for k, n in counts.items()))
    if notices:
        console.print(f"请核实以下 {len(notices)} 项（不影响使用）：")
    for notice in notices:
        console.print(f"  · {notice}", markup=False)
