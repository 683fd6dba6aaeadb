"""Run in nbgrader's own environment: generate, validate and autograde, and say what nbgrader then holds.

Called as ``runner.py FOLDER SLUG``. FOLDER has ``source/``, ``submitted/``, and in ``validate/NAME/`` what
is to be validated. The answer goes to standard output as JSON, after a line of its own.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

# nbgrader runs `alembic` from the PATH, and the notebooks run in this environment's kernel.
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.validator import Validator
from traitlets.config import Config


def main(folder: Path, slug: str) -> None:
    config = Config()
    config.CourseDirectory.root = str(folder)
    config.CourseDirectory.course_id = "compassion"
    config.Exchange.course_id = "compassion"
    api = NbGraderAPI(config=config)
    answer: dict[str, Any] = {"generated": _said(api.generate_assignment(slug))}
    answer["validated"] = {}
    for place in sorted((folder / "validate").iterdir()):
        found = Validator(config=config).validate(str(place / f"{slug}.ipynb"))
        answer["validated"][place.name] = json.loads(json.dumps(found, default=str))
    answer["autograded"] = {
        place.name: _said(api.autograde(slug, place.name))
        for place in sorted((folder / "submitted").iterdir())
    }
    scores: dict[str, dict[str, Any]] = {}
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        for submission in book.assignment_submissions(slug):
            scores[submission.student.id] = {
                grade.name: {
                    "auto": grade.auto_score,
                    "of": grade.max_score,
                    "by hand": grade.needs_manual_grade,
                }
                for notebook in submission.notebooks
                for grade in notebook.grades
            }
    answer["scores"] = scores
    answer["released"] = sorted(
        str(path.relative_to(folder)) for path in (folder / "release").rglob("*") if path.is_file()
    )
    print(f"\n=== answer\n{json.dumps(answer)}")


def _said(result: dict[str, Any]) -> dict[str, Any]:
    return {
        "success": result["success"],
        "log": str(result.get("log", ""))[-1500:],
        "error": result.get("error"),
    }


main(Path(sys.argv[1]).resolve(), sys.argv[2])
