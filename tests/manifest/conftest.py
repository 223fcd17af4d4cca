"""A small county's manifests, written anew for each test, to be spoilt in one place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from archive_builder.errors import ManifestError
from archive_builder.manifest import load

FILES = {
    "campaign.yaml": """\
name: 某次评估
year: 2021
zone: Asia/Shanghai
compiler: 档案资料组
county: xian
fonds: {name: 某县}
localities:
  - {level: 中央, names: [中央], shown: 国家}
  - {level: 省, names: [某省], shown: 自治区}
  - {level: 市, names: [某市], shown: 市}
  - {level: 县, names: [某县], shown: 县(区)}
  - {level: 乡, names: [某镇], shown: 乡镇}
indicators:
  - {code: 1.1, aspect: 责任落实, title: 主体责任}
  - {code: 1.10, aspect: 责任落实, title: 帮扶责任}
notices:
  - 行政村数待核实。
""",
    "units.yaml": """\
units:
  - {id: xian, name: 某县, kind: county}
  - {id: nong, name: 农业局, kind: department, stationed_team: true}
  - {id: wei, name: 卫生局, kind: department, stationed_team: false, aliases: [卫健局]}
  - {id: jiao, name: 教育局, kind: department, stationed_team: 待核实, note: 名称待核实。}
  - {id: zhen, name: 某镇, kind: township}
  - {id: xiang, name: 某乡, kind: township}
  - {id: cun, name: 东村, kind: village, parent: zhen, aliases: [东庄]}
  - {id: zhuang, name: 东村, kind: village, parent: xiang}
""",
    "responsibility.yaml": """\
aspect: 责任落实
requirements:
  - code: XJ-01
    title: 会议纪要
    collectors: [nong, wei]
    indicators: [1.10]
""",
    "policy.yaml": """\
aspect: 政策落实
requirements:
  - code: ZP-01
    title: 花名册
    owners: {kind: village}
    parts: [户籍人口, {key: 三类, title: “三类人群”}]
    due: 2021-12-20 18:00
    source: 六(三)2
    indicators: [1.1]
    signoff: {by: 一把手, kind: 签字}
  - code: BM-05
    title: 访谈提纲
    units: [jiao, nong]
    recommended: [wei]
    note: 方案未规定。
""",
    "work.yaml": """\
aspect: 工作落实
requirements:
  - code: ZW-06
    title: 台账
    owners: {kinds: [village], except: [zhuang]}
    months: 2021-11..2022-02
    rectify: 2021-12-25
""",
    "results.yaml": """\
aspect: 成效巩固
requirements:
  - code: BM-11
    title: 经验材料
    owners:
      - {kind: township}
      - {kind: department, stationed_team: true}
    min: 2
""",
    "volumes.yaml": """\
volumes:
  - {aspect: 成效巩固, category: 成效, retention: ""}
  - {aspect: 责任落实, category: 责任}
  - {aspect: 政策落实, category: 政策}
  - {aspect: 工作落实, category: 工作}
""",
    "compilations.yaml": """\
compilations:
  - {key: village, title: 政策汇编, kinds: [village], units: [nong], codes: [ZP-01]}
""",
    "issuers.yaml": """\
issuers:
  - {mark: 国发, name: 国务院, level: 中央}
  - {mark: 县发, name: 某县, level: 县, note: 待核实。}
  - {mark: 县办发, name: 某县办公室, level: 县, note: 待核实。}
""",
}


@dataclass(frozen=True)
class Workspace:
    folder: Path

    def edit(self, file: str, old: str, new: str) -> Workspace:
        text = (self.folder / file).read_text("utf-8")
        assert text.count(old) == 1, (file, old)
        return self.write(file, text.replace(old, new))

    def write(self, file: str, text: str | bytes) -> Workspace:
        content = text.encode() if isinstance(text, str) else text
        (self.folder / file).write_bytes(content)
        return self

    def problems(self) -> tuple[str, ...]:
        with pytest.raises(ManifestError) as caught:
            load(self.folder)
        return caught.value.problems


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    folder = tmp_path / "manifests"
    folder.mkdir()
    made = Workspace(folder)
    for file, text in FILES.items():
        made.write(file, text)
    return made
