"""A small intake for the real manifests: every document stands for a case."""

import zipfile
from datetime import date
from pathlib import Path

AS_OF = date(2021, 12, 22)

ROSTERS = "月牙湖乡/小塘村/ZP-01 花名册"
POLICIES = "月牙湖乡/ZP-12 政策文件"

FILES = {
    f"{ROSTERS}/户籍人口.txt": "小塘村户籍人口花名册\n户001 示例户甲\n",
    f"{ROSTERS}/脱贫人口.txt": "小塘村脱贫人口花名册\n户002 示例户乙\n",
    f"{ROSTERS}/三类人群.txt": "小塘村“三类人群”花名册\n户003 示例户丙\n",
    f"{ROSTERS}/户籍人口（1）.txt": "小塘村户籍人口花名册\n户001 示例户甲\n",
    "月牙湖乡/小塘村/ZR-04 走访/走访记录.pdf": "%PDF-1.4 这不是 PDF",
    "月牙湖乡/小塘村/ZR-05 访谈提纲/第一书记.txt": "小塘村访谈提纲\n1.脱贫户无辍学。\n",
    f"{POLICIES}/国家/衔接意见.txt": (
        "关于示例事项的意见\n\n各省、自治区：\n正文为占位文本。\n\n国务院\n2020年12月16日\n"
    ),
    f"{POLICIES}/国家/更早的通知.txt": (
        "关于更早示例事项的通知\n\n各省、自治区：\n正文为占位文本。\n\n国务院\n2019年1月3日\n"
    ),
    f"{POLICIES}/自治区/实施意见.txt": (
        "关于自治区示例事项的实施意见\n\n各市：\n占位。\n\n宁夏回族自治区人民政府\n2021年4月1日\n"
    ),
    "乡村振兴局/XJ-03 调研/调研.txt": "示例内容\n",
    "111.txt": "无题\n",
    "000.txt": "示例内容\n",
    "月牙湖乡/~$走访.docx": "锁",
}
SATISFIED = {
    "xiaotang/ZP-01/户籍人口",
    "xiaotang/ZP-01/脱贫人口",
    "xiaotang/ZP-01/三类人群",
    "yueyahu/ZP-12/国家",
    "yueyahu/ZP-12/自治区",
    "xingqing/XJ-03/-",
    "xiaotang/ZP-11/-",
}
"""What FILES and the village's zip satisfy, worked out by hand."""


def place_files(incoming: Path) -> None:
    for name, text in FILES.items():
        path = incoming / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    with zipfile.ZipFile(incoming / "月牙湖乡" / "小塘村.zip", "w") as village:
        info = zipfile.ZipInfo("ZP-11 应对疫情/疫情应对.txt")
        village.writestr(info, "小塘村应对疫情政策落实情况\n示例。\n")
