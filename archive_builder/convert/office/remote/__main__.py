"""Answering requests, and guarding LibreOffice while it is at work."""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from typing import Any

from .soffice import Soffice
from .worker import Worker


def main() -> None:
    """Answer requests until there are no more.

    When they end because whoever asked is gone, a thread ends LibreOffice at once, even while a
    call to it hangs. Were this process killed, Linux would end LibreOffice.
    """
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def answer(value: dict[str, Any]) -> None:
        answers.write(json.dumps(value) + "\n")
        answers.flush()

    soffice = Soffice(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    requests: queue.Queue[dict[str, Any]] = queue.Queue()

    def guard() -> None:
        for line in sys.stdin:
            requests.put(json.loads(line))
        soffice.end()
        os._exit(0)

    answer({"started": soffice.process.pid})
    threading.Thread(target=guard, daemon=True).start()
    worker = Worker(soffice.context())
    answer({"started": soffice.process.pid})
    while True:
        request = requests.get()
        if request["do"] == "leave":
            worker.leave()
            soffice.process.wait()
            soffice.end()
            os._exit(0)
        made = worker.answer(request)
        if soffice.process.poll() is not None:
            raise SystemExit(1)
        answer(dict(made, memory=soffice.memory()))


if __name__ == "__main__":
    main()
