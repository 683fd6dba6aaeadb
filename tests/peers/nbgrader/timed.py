"""Run in nbgrader's own environment: autograde and write feedback, and say how much processor time it took.

Called as ``timed.py FOLDER SLUG``. FOLDER has ``source/`` and ``submitted/``. The answer goes to standard
output as JSON, after a line of its own: seconds of this process and of the kernels that it started.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

# nbgrader runs `alembic` from the PATH, and the notebooks run in this environment's kernel.
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

from nbgrader.apps import NbGraderAPI
from traitlets.config import Config


def main(folder: Path, slug: str) -> None:
    config = Config()
    config.CourseDirectory.root = str(folder)
    config.CourseDirectory.course_id = "compassion"
    config.Exchange.course_id = "compassion"
    api = NbGraderAPI(config=config)
    people = sorted(place.name for place in (folder / "submitted").iterdir())
    seconds(lambda: api.generate_assignment(slug))
    answer = {
        "autograde": sum(seconds(lambda who=who: api.autograde(slug, who)) for who in people),
        "feedback": sum(seconds(lambda who=who: api.generate_feedback(slug, who)) for who in people),
    }
    pages = list((folder / "feedback").rglob("*.html"))
    if len(pages) != len(people):
        raise SystemExit(f"nbgrader wrote {len(pages)} pages for {len(people)} submissions.")
    print(f"\n=== answer\n{json.dumps(answer)}")


def seconds(work: Callable[[], dict[str, Any]]) -> float:
    """Give the processor seconds of this process and of its kernels, which have ended by then."""
    before = sum(os.times()[:4])
    done = work()
    if not done["success"]:
        raise SystemExit(done.get("error") or str(done.get("log"))[-3000:])
    return sum(os.times()[:4]) - before


main(Path(sys.argv[1]).resolve(), sys.argv[2])
