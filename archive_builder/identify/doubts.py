"""What in a document's own words forbids filing it unseen, whatever else speaks for a slot."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive_builder.identify.evidence import subject
from archive_builder.identify.filename import clean_stem
from archive_builder.identify.normalise import normalise
from archive_builder.identify.ranking import Ranked
from archive_builder.identify.requirements import RequirementIndex, texts_of
from archive_builder.identify.units import UnitNames
from archive_builder.identify.verdict import Clues
from archive_builder.identify.vocabulary import Vocabulary
from archive_builder.model import Requirement

_YEAR = re.compile(r"(?<!\d)(20\d{2})(?=年|[-—~～至]20\d{2}年)")
_INSURED = re.compile(r"(?<!\d)(20\d{2})年度?[一-鿿]{0,8}(?:医疗保险|医保|参保)")
"""A year of medical insurance, which is paid for in the year before it."""
_REMARK = re.compile(r"[（(][^（）()]*[)）]")
_CLAUSES = re.compile(r"[：:—\-_\s]+")
_NO_EVIDENCE = re.compile(
    "个人(?!自付|申请)|私人|简历|发票|收据|缴费凭证|结算单|通讯录|模板|样表|范文|参考(?!消息)|"
    "会议通知|开会的?通知|请假条|邀请函|软件|驱动|安装包|心得"
)
"""What is personal, an errand of the day, or made to work with."""
_FOLDER_UPHOLDS = 0.5
_STRANGE, _STRANGE_TITLE, _STRANGE_TOPIC = 0.2, 0.35, 0.3


class Doubts:
    """Why the best requirement is not taken, in Chinese; empty when nothing is against it."""

    def __init__(
        self, requirements: Sequence[Requirement], index: RequirementIndex, names: UnitNames
    ) -> None:
        self._index = index
        self._names = names
        self._vocabulary = Vocabulary(requirements)
        self._years = frozenset(year for r in requirements for year in _years_of(r))

    def of(self, clues: Clues, best: Ranked) -> str:
        """What folders, name and title say that the requirement does not ask about."""
        return (
            self._elsewhere(clues)
            or self._no_evidence(clues, best)
            or self._wrong_year(clues, best)
            or self._strange(clues, best)
        )

    def of_topic(self, clues: Clues) -> str:
        """Why a formally issued document may be on something else."""
        title = clues.title or clean_stem(clues.name)
        topic = subject(title.partition("关于")[2] or title, self._names)
        if len(self._vocabulary.unknown(topic)) < _STRANGE_TOPIC * len(topic):
            return ""
        return "但题名看不出与应备材料有关，是否要收要人定"

    def _elsewhere(self, clues: Clues) -> str:
        said = map(normalise, (*clues.folders, clues.name, clues.title))
        place = next(filter(None, map(self._names.elsewhere, said)), "")
        return f"写的是“{place}”，不像本地的" if place else ""

    def _no_evidence(self, clues: Clues, best: Ranked) -> str:
        """A word for what is no evidence, where no folder upholds it nor the requirement has it."""
        if best.evidence.folder >= _FOLDER_UPHOLDS:
            return ""
        said = normalise(" ".join((*clues.folders, clues.name, clues.title)))
        found = _NO_EVIDENCE.search(said)
        own = found and any(found[0] in text for text in texts_of(best.group[0].requirement))
        return f"像“{best.title}”，但“{found[0]}”一般不是应备材料" if found and not own else ""

    def _wrong_year(self, clues: Clues, best: Ranked) -> str:
        """The years that the name or the title gives, where none is the one asked for."""
        said = sorted(year for text in (clues.name, clues.title) for year in _years_said(text))
        meant = set(_YEAR.findall(best.title)) or self._years
        if not said or not meant or any(said[0] <= year <= said[-1] for year in meant):
            return ""
        return f"写的是{'、'.join(dict.fromkeys(said))}年，要的是{'、'.join(sorted(meant))}年"

    def _strange(self, clues: Clues, best: Ranked) -> str:
        """What the name says that no requirement asks about, where no folder upholds it."""
        if best.evidence.folder >= _FOLDER_UPHOLDS:
            return ""
        for said, share in ((clean_stem(clues.name), _STRANGE), (clues.title, _STRANGE_TITLE)):
            for clause in _CLAUSES.split(_REMARK.sub("", said)):
                foreign = self._foreign(subject(clause, self._names), best.code, share)
                if foreign:
                    return f"像“{best.title}”，但“{foreign}”不在应备材料之内"
        return ""

    def _foreign(self, text: str, code: str, share: float) -> str:
        """What nothing explains of a text that speaks for a requirement, if it is a good share."""
        phrases = self._index.phrases(text, code)
        foreign = self._vocabulary.foreign(text, code, phrases) if phrases else ""
        much = len(foreign) > 1 and len(foreign) >= share * len(text)
        return foreign if much and not self._names.short(foreign) else ""


def _years_of(requirement: Requirement) -> Iterator[str]:
    """The years that a requirement speaks of: in its title and its due times."""
    yield from _YEAR.findall(requirement.title)
    yield from (str(due.at.year) for due in (requirement.due, requirement.rectify) if due)


def _years_said(text: str) -> Iterator[str]:
    """The years that a name or a title gives."""
    yield from _YEAR.findall(text)
    yield from (str(int(year) - 1) for year in _INSURED.findall(text))
