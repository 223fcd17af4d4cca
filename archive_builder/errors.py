"""The errors a caller can't go on from, each with an exit code and a remedy.

    ArchiveBuilderError
    ├── UsageError          2  the command or the workspace is not what is needed
    ├── ManifestError       2  manifests/ can't be used; carries every problem found
    ├── RecordError         3  the record (archive/) is damaged or was changed by hand
    ├── StoreUnavailable    4  the record can't be reached or written now
    └── MissingTool         5  something the command can't do without is not installed

Expected outcomes (an ambiguous match, a duplicate, a gap) are values, never exceptions.
"""


class ArchiveBuilderError(Exception):
    """Something the caller can't go on from.

    Attributes:
        message: one Chinese line: what happened, naming file and place.
        remedy: one Chinese line: what to do now.
        exit_code: what the command line ends with.
    """

    exit_code = 1

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(f"{message}\n{remedy}")
        self.message = message
        self.remedy = remedy


class UsageError(ArchiveBuilderError):
    """The command, its arguments or the workspace are not what is needed."""

    exit_code = 2


class ManifestError(ArchiveBuilderError):
    """The manifests can't be used.

    Attributes:
        problems: every problem of the run, each ``file:line:column: text``.
    """

    exit_code = 2

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(
            f"清单有 {len(problems)} 处问题，未作任何改动。",
            "请按所列的文件、行、列逐处改正后再运行 archive-builder check。",
        )
        self.problems = problems


class RecordError(ArchiveBuilderError):
    """The record under archive/ is damaged."""

    exit_code = 3


class StoreUnavailable(ArchiveBuilderError):
    """The record can't be reached or written at the moment."""

    exit_code = 4


class MissingTool(ArchiveBuilderError):
    """A program or font that the command can't do without is not installed."""

    exit_code = 5
