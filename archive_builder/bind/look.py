"""Reading how printed pages look from `templates/layout.yaml`, which an archivist may change."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from archive_builder.bind.style import Look
from archive_builder.errors import UsageError

_REMEDY = "请按所列之处改正，或换回随软件附带的 layout.yaml，然后重试。"
_REASONS = {"missing": "缺少此项", "extra_forbidden": "没有这样的项"}


def load_look(templates: Path) -> Look:
    """Read layout.yaml in the templates' folder.

    Raises:
        UsageError: the file can't be read, is no YAML, or says something that is not understood;
            the message names every place.
    """
    path = templates / "layout.yaml"
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), _UniqueKeys)  # noqa: S506  a SafeLoader
        return Look.model_validate(data)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"版式文件 {path} 无法读取：{error}", _REMEDY) from error
    except yaml.YAMLError as error:
        raise UsageError(f"版式文件 {path} 不是正确的 YAML：{error}", _REMEDY) from error
    except ValidationError as error:
        places = "；".join(
            f"{'.'.join(map(str, problem['loc']))}（{_REASONS.get(problem['type'], '值不对')}）"
            for problem in error.errors()
        )
        raise UsageError(f"版式文件 {path} 有误：{places}", _REMEDY) from error


class _UniqueKeys(yaml.SafeLoader):
    """Plain YAML would let the last of two like keys win without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        names = [key.value for key, _ in node.value]
        for i, name in enumerate(names):
            if name in names[:i]:
                mark = node.value[i][0].start_mark
                raise yaml.MarkedYAMLError(problem=f"{name} 重复", problem_mark=mark)
        return super().construct_mapping(node, deep)
