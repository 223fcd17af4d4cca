"""`archive-builder run`."""

from __future__ import annotations

from pathlib import Path

import typer

from archive_builder.cli.console import (
    DONE_WITH_PROBLEMS,
    HERE,
    AsJson,
    AsOf,
    Root,
    console,
    emit_json,
    opened,
    parse_day,
)
from archive_builder.cli.file import received_json, show_waiting
from archive_builder.cli.tables import book_json, print_counts, print_paths
from archive_builder.model.privacy import mask
from archive_builder.workflow.bind import Bound
from archive_builder.workflow.run import Outcome, run


def command(root: Root = HERE, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """全部做一遍：收件归档 → 缺项清单 → 装订案卷 → 政策汇编。"""
    with opened(root, quiet=as_json) as session:
        outcome = run(session, parse_day(as_of, session))
        output = session.workspace.output
    if as_json:
        emit_json(_as_json(outcome))
    else:
        _show(outcome, output)
    if outcome.unaccepted or outcome.attention or outcome.unwritten:
        raise typer.Exit(DONE_WITH_PROBLEMS)


def _show(outcome: Outcome, output: Path) -> None:
    filing, total = outcome.filing, outcome.overview.total
    console.print(f"收件：本次 {filing.received.taken} 件，归档 {filing.filed} 件")
    show_waiting(filing.received)
    print_counts(filing.counts)
    late = f"其中逾期 {total.overdue} 项、临近 {total.soon} 项"
    console.print(f"缺项：{total.gaps} 项，{late}（截至 {outcome.overview.as_of}）")
    console.print(f"案卷：{_made(outcome.volumes)}；政策汇编：{_made(outcome.compilations)}")
    _list("件已收待核，已存档并在案卷中注明：", outcome.unaccepted)
    _list("份没有写成，旧的仍在；关闭后再运行一次：", outcome.unwritten)
    _list("件要人处理：", outcome.attention)
    print_paths("成品在：", _places(output))


def _list(heading: str, lines: tuple[str, ...]) -> None:
    if lines:
        console.print(f"以下 {len(lines)} {heading}")
    for line in lines:
        console.print(mask(f"  {line}"), markup=False)


def _made(books: tuple[Bound, ...]) -> str:
    return f"{len(books)} 册（新做 {sum(b.rebuilt for b in books)} 册）"


def _places(output: Path) -> list[Path]:
    names = ("evidence", "gaps", "volumes", "compilations")
    return [output / name for name in names if (output / name).is_dir()]


def _as_json(outcome: Outcome) -> dict[str, object]:
    return received_json(outcome.filing.received) | {
        "filed": outcome.filing.filed,
        "counts": dict(outcome.filing.counts),
        "gaps": outcome.overview.total.gaps,
        "overdue": outcome.overview.total.overdue,
        "soon": outcome.overview.total.soon,
        "waived": outcome.overview.total.waived,
        "volumes": [book_json(b) for b in outcome.volumes],
        "compilations": [book_json(b) for b in outcome.compilations],
        "unaccepted": outcome.unaccepted,
        "attention": outcome.attention,
        "unwritten": outcome.unwritten,
    }
