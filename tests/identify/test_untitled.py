"""Texts without a title: what they are about, and whose meeting minutes tell of."""

from __future__ import annotations

import pytest

from archive_builder.identify.meeting import find_meeting
from archive_builder.identify.untitled import find_subject


@pytest.mark.parametrize(
    ("line", "subject"),
    [
        ("现就做好春灌供水有关事项通知如下：", "关于做好春灌供水有关事项的通知"),
        ("根据要求，现就调整收费标准公告如下：", "关于调整收费标准的公告"),
        ("现就有关事项通知如下：", None),
        ("《青溪县供水办法》已经审议通过，现予印发。", "关于印发《青溪县供水办法》的通知"),
        ("现将《青溪县供水办法》印发给你们。", "关于印发《青溪县供水办法》的通知"),
        ("现将《省厅关于供水的通知》转发你们。", "关于转发《省厅关于供水的通知》的通知"),
        ("按照《青溪县供水办法》做好工作。", None),
        ("相关解读：《关于供水的通知》政策解读", "关于供水的通知"),
        ("相关链接：《供水条例》", None),
    ],
)
def test_a_text_says_what_it_makes_known(line: str, subject: str | None) -> None:
    found = find_subject([line])
    assert (found.value if found else None) == subject
    assert found is None or (found.confidence < 0.5 and found.source == line)


@pytest.mark.parametrize(
    ("text", "name", "body"),
    [
        (
            "县长主持召开青溪县人民政府第8次常务会议。",
            "青溪县人民政府第8次常务会议",
            "青溪县人民政府",
        ),
        (
            "召开县十六届政府第49次常务（扩大）会议。",
            "县十六届政府第49次常务（扩大）会议",
            "县政府",
        ),
        (
            "区长主持召开区政府第8次常务会议，审议《2021年临江市沙洲区政府工作报告》。沙洲区经济向好。",
            "沙洲区政府第8次常务会议",
            "临江市沙洲区人民政府",
        ),
        (
            "召开区政府第8次常务会议，审议《沙洲区计划》《北岸区计划》。沙洲区、北岸区各半。",
            "区政府第8次常务会议",
            "区政府",
        ),
    ],
)
def test_the_meeting_and_its_body(text: str, name: str, body: str) -> None:
    found = find_meeting([text])
    assert found is not None
    assert (found.name, found.body) == (name, body)


@pytest.mark.parametrize(
    "text", ["全县召开春耕会议。", "我村召开第3次会议。", "召开了两次专题会议。"]
)
def test_a_meeting_without_a_body_and_a_number_names_nobody(text: str) -> None:
    assert find_meeting([text]) is None
