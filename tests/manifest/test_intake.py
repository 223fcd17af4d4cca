"""intake.yaml: what it says arrives, what is wrong in it is told; without it the defaults hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive_builder.manifest import digest, load
from archive_builder.model import After, IntakeRules, Limits, Root, Settling, Watching

SHIPPED = Path(__file__).parents[2] / "manifests"

FULL = """\
watch: {interval: 30}
settle: {quiet: 1.5, patience: 20}
roots:
  - {name: incoming, path: 来件, after: keep}
  - {name: 共享盘, path: /mnt/share, after: keep, watch: polling, sentinel: .在线}
  - {name: 本机, path: 'D:\\报送', watch: native}
limits: {entries: 10, inflated_mb: 3, depth: 1}
"""


def rules(workspace, text):
    return load(workspace.write("intake.yaml", text).folder).intake


def test_without_the_file_the_defaults_hold(workspace):
    assert load(workspace.folder).intake == IntakeRules()


def test_the_shipped_file_says_the_defaults():
    assert load(SHIPPED).intake == IntakeRules()


def test_everything_said_arrives(workspace):
    assert rules(workspace, FULL) == IntakeRules(
        roots=(
            Root("incoming", "来件", After.KEEP),
            Root("共享盘", "/mnt/share", After.KEEP, Watching.POLLING, ".在线"),
            Root("本机", "D:\\报送", After.MOVE, Watching.NATIVE),
        ),
        interval=30.0,
        settling=Settling(1.5, 20.0),
        limits=Limits(10, 3 << 20, 1),
    )


def test_what_is_left_out_is_as_by_default(workspace):
    assert rules(workspace, "limits: {depth: 2}") == IntakeRules(limits=Limits(depth=2))


def test_the_own_incoming_is_there_though_not_named(workspace):
    found = rules(workspace, "roots: [{name: 共享盘, path: /mnt/share}]").roots

    assert [root.name for root in found] == ["incoming", "共享盘"]
    assert found[0] == Root()


def test_the_file_counts_for_the_digest(workspace):
    without = digest(workspace.folder)
    workspace.write("intake.yaml", "limits: {depth: 2}")

    assert digest(workspace.folder) == load(workspace.folder).digest != without


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("/mnt/share", "/mnt/shared"),
        ("/mnt/a", "/srv/a"),
        ("in/a", "in/b"),
        ("../共享", "archives"),
        ("D:\\报送", "E:\\报送"),
        ("//server/a", "//server/b"),
    ],
)
def test_roots_beside_each_other_are_right(workspace, path, other):
    text = f"roots: [{{name: 甲, path: '{path}'}}, {{name: 乙, path: '{other}'}}]"

    assert [root.path for root in rules(workspace, text).roots] == ["incoming", path, other]


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("/mnt/share", "/mnt/share"),
        ("/mnt/share", "/mnt/share/乡"),
        ("/mnt/share/乡", "/mnt/share/"),
        ("来件", "./来件/村"),
        ("来件", "甲/../来件"),
        ("D:\\报送", "d:/报送/乡"),
        ("\\\\server\\a", "//server/a/b"),
    ],
)
def test_no_root_lies_in_another(workspace, path, other):
    text = f"roots:\n  - {{name: 甲, path: '{path}'}}\n  - {{name: 乙, path: '{other}'}}\n"

    assert workspace.write("intake.yaml", text).problems() == (
        f"manifests/intake.yaml:3:21: “{other}”与第 2 行的来件箱重叠，一个在另一个里面。"
        "换一个文件夹。",
    )


ONE = [
    ("watch: {interval: 每分钟}", "1:19: “每分钟”不是数。写成 2 或 0.5 这样。"),
    ("watch: {interval: nan}", "1:19: “nan”不是数。写成 2 或 0.5 这样。"),
    ("watch: {interval: [60]}", "1:19: 这里应是数。写成 2 或 0.5 这样。"),
    ("watch: {interval: 0}", "1:19: “0”太小。至少是 1。"),
    ("watch: {interval: 3601}", "1:19: “3601”太大。至多是 3600。"),
    ("watch: 60", "1:8: 这里应是一组“键: 值”。检查缩进和冒号。"),
    ("settle: {quiet: 0.4}", "1:17: “0.4”太小。至少是 0.5。"),
    (
        "settle: {quiet: 12.5}",
        "1:9: patience（10 秒）比 quiet（12.5 秒）小。把 patience 改大，或把 quiet 改小。",
    ),
    ("limits: {entries: 1000001}", "1:19: “1000001”太大。至多是 1000000。"),
    ("limits: {inflated_mb: 1.5}", "1:23: “1.5”不是整数。写成 2 这样。"),
    ("limits: {depth: 17}", "1:17: “17”太大。至多是 16。"),
    ("limits: {size: 5}", "1:10: 不认识“size”这个键。检查拼写，或删去。"),
    ("root: [{name: 甲, path: /甲}]", "1:1: 不认识“root”这个键。是不是“roots”（来件箱）？"),
    ("roots: []", "1:8: 这里至少要有一项。补上内容。"),
    ("roots: [{path: /甲}]", "1:9: 缺少“name”（名称）。补上这一项。"),
    ("roots: [{name: 甲}]", "1:9: 缺少“path”（文件夹）。补上这一项。"),
    (
        "roots: [{name: 甲：乙, path: /甲}]",
        '1:16: “甲：乙”不能作来件箱的名称：至多 40 个字，不含 / \\ : ： * ? " < > |。',
    ),
    (
        "roots: [{name: 甲, path: /甲, sentinel: 乙/丙}]",
        "1:39: “乙/丙”不是文件名：只写文件名，不带文件夹，如 .archive-root。",
    ),
    (
        "roots: [{name: 甲, path: /甲, after: copy}]",
        "1:36: “copy”不在可选的词里。改成其中之一：move、keep。",
    ),
    (
        "roots: [{name: 甲, path: /甲, watch: poll}]",
        "1:36: “poll”不在可选的词里。改成其中之一：auto、native、polling。",
    ),
    (
        "roots: [{name: 甲, path: /甲}, {name: 甲, path: /乙}]",
        "1:37: 来件箱的名称“甲”已在 manifests/intake.yaml 第 1 行用过。改一个，或删去一处。",
    ),
    (
        "roots: [{name: 甲, path: incoming/甲}]",
        "1:25: “incoming/甲”与工作区自带的 incoming/ 重叠，一个在另一个里面。换一个文件夹。",
    ),
    *(
        (
            f"roots: [{{name: 甲, path: {name}/甲}}]",
            f"1:25: 来件箱不能在工作区的 {name}/ 里。换一个文件夹。",
        )
        for name in ("archive", "output", "manifests", "templates")
    ),
    *(
        (
            f"roots: [{{name: 甲, path: {path}}}]",
            f"1:25: “{path}”里面有整个工作区。换一个文件夹。",
        )
        for path in (".", "..", "../..", "甲/..", "/")
    ),
    ("", "1:1: 文件是空的。把内容补上，或从发行版的 manifests/ 取回原件。"),
]


@pytest.mark.parametrize(("text", "said"), ONE, ids=[said for _, said in ONE])
def test_one_mistake_is_told_once_at_its_place(workspace, text, said):
    assert workspace.write("intake.yaml", text).problems() == (f"manifests/intake.yaml:{said}",)


def test_all_mistakes_are_told_at_once_with_those_of_other_files(workspace):
    workspace.edit("results.yaml", "min: 2", "min: 0")
    workspace.write(
        "intake.yaml",
        "watch: {interval: 0}\nroots:\n"
        "  - {name: 甲：乙, path: archive}\n  - {path: ., after: x}\n",
    )

    assert [problem.split(": ")[0] for problem in workspace.problems()] == [
        "manifests/intake.yaml:1:19",
        "manifests/intake.yaml:3:12",
        "manifests/intake.yaml:3:23",
        "manifests/intake.yaml:4:5",
        "manifests/intake.yaml:4:12",
        "manifests/intake.yaml:4:22",
        "manifests/results.yaml:8:10",
    ]
