"""The examiner's pack: complete, drawn by rule, and without a name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from marked_class import AT, folder_of, mark_all, persons_mark
from small_course import COURSE, FOLDER, SLUG, scheme, sheet_bytes

from compassion_course.cli import main
from compassion_course.desk.blotting import Blot
from compassion_course.desk.gradebook import Gradebook
from compassion_course.desk.mark import mark
from compassion_course.desk.pseudonyms import Pseudonyms
from compassion_course.desk.roster import Roster

SCHEME = (
    "scale: 22\npass_mark: 15\nai_rule: 'Spelling <only>, and say so.'\nlate: 'Ten off a day.'\n"
    "resits: 'One, capped.'\nsecond_marking: {within: 2, share: 0.1, at_least: 2}\n"
)


def pack(folder: Path, *more: str) -> tuple[str, dict[str, str]]:
    out = folder.parent / "examiner"
    done: Any = CliRunner().invoke(
        main,
        ["examiner", str(folder), "--out", str(out), *more],
        catch_exceptions=False,
        env={"COMPASSION_COURSE": str(FOLDER)},
    )
    assert done.exit_code == 0, done.output
    scripts = {path.name: path.read_text(encoding="utf-8") for path in (out / "scripts").iterdir()}
    return (out / "index.html").read_text(encoding="utf-8"), scripts


def big_class(root: Path, many: int = 30) -> Path:
    """Trainees whose arguments get 0 to 6 marks in turn, in a class that nobody failed by key."""
    handed_in = root / "in"
    handed_in.mkdir()
    for number in range(many):
        text = f"One change number {number} to the tea round, for ease."
        (handed_in / f"{number}.json").write_bytes(sheet_bytes(f"T{number:04d}", argument=text))
    mark(COURSE, [handed_in], root / "marks")
    with Gradebook(root / "marks" / "gradebook.db") as book:
        people = {one.id: one.trainee for one in book.submissions()}
        book.enter_all(
            persons_mark(
                one.submission,
                one.item,
                float(int(people[one.submission][1:]) % 7) if one.item == "argument" else 1.0,
            )
            for one in book.waiting()
        )
    return root / "marks"


def test_the_sample_has_all_fails_all_near_ones_and_the_share(tmp_path: Path) -> None:
    folder = big_class(tmp_path)
    (folder / "scheme.yml").write_text(SCHEME)
    index, scripts = pack(folder)
    # 12 by key and 1 for replies: 13 + argument; fails have 13 or 14, near ones 15, 16 and 17.
    arguments = [number % 7 for number in range(30)]
    fails, near = sum(one < 2 for one in arguments), sum(2 <= one <= 4 for one in arguments)
    rest = [one for one in arguments if one > 4]
    assert f"{fails} fails, {near} near the pass mark, 2 of the rest." in index
    assert len(rest) == 8
    assert len(scripts) == fails + near + 2
    linked = set(re.findall(r'href="scripts/([^"]+)"', index))
    assert linked == set(scripts)


def test_without_a_pass_mark_it_says_so_and_takes_the_share(tmp_path: Path) -> None:
    index, scripts = pack(big_class(tmp_path))
    assert "There is no pass mark, so nobody is a fail or near one" in index
    assert "The programme has given no scheme.yml" in index
    assert len(scripts) == 6


def test_the_pack_has_what_an_examiner_asks_for(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    mark_all(folder, why="Points at words.", comment="Well said.")
    (folder / "scheme.yml").write_text(SCHEME)
    with Gradebook(folder / "gradebook.db") as book:
        one = book.submissions()[0].id
        book.enter(persons_mark(one, "argument", 5.0, role="second", marker="B. Shah"))
        book.enter(
            persons_mark(one, "argument", 4.0, role="moderated", marker="C. Doe", why="Ada has two reasons.")
        )
    index, scripts = pack(folder, "--roster", str(tmp_path / "roster.csv"))
    for words in (
        "Read the passage and answer.",
        "Sort words by the system they speak of.",
        "A change and its reason.",
        "Spelling &lt;only&gt;, and say so.",
        "Ten off a day.",
        "One, capped.",
        scheme().digest,
        "1 pair: 0 equal, 0 within one mark. On average the second mark is 2.00 higher.",
        "3 marked in full",
    ):
        assert words in index, words
    assert "has two reasons." in index
    assert "Marker 1" in index
    assert any("To the trainee: Well said." in script for script in scripts.values())


def test_nobody_is_named_in_any_byte(tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path, T0001="I, Ada Byron (t0001, ada@example.ac.uk), would move the tea round. Grace helps."
    )
    mark_all(folder, why="T0001 and Byron see it.", marker="A. Lee")
    index, scripts = pack(folder, "--roster", str(tmp_path / "roster.csv"))
    everything = index + "".join(scripts.values()) + "".join(scripts)
    assert "would move the tea round" in everything  # the script is there
    for name in ("T0001", "t0001", "Ada Byron", "Byron", "ada@", "A. Lee", "71001", "Craft", "Dale"):
        assert name not in everything, name
    with Gradebook(folder / "gradebook.db") as book:
        names = Pseudonyms(book.salt(), book.submissions(current=False)).name.values()
    assert {f"{name.replace(' ', '-').lower()}.html" for name in names} == set(scripts)


def test_what_a_concern_keeps_in_is_in_no_sample_and_no_record(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, T0001="A client of mine, Mrs Kettle, said so at tea.")
    mark_all(folder, why="About Mrs Kettle.")
    with Gradebook(folder / "gradebook.db") as book:
        one = next(one.id for one in book.submissions() if one.trainee == "T0001")
        name = Pseudonyms(book.salt(), book.submissions(current=False)).name[one]
        book.enter(persons_mark(one, "argument", 5.0, role="second", marker="B. Shah"))
        book.raise_concern(one, "argument", "client detail", "Named.", marker="A. Lee", at=AT)
    index, scripts = pack(folder)
    everything = index + "".join(scripts.values())
    assert "A. Lee" not in everything
    assert "Named." not in everything
    assert "1 could not be drawn: they are not marked in full, or a concern keeps them out." in index
    assert len(scripts) == 2
    assert name not in everything
    assert "No answer has two marks." in index
    assert sum("Kettle" in script for script in scripts.values()) == 2  # other people's why, and no text
    assert "said so at tea" not in everything


def test_a_change_of_key_and_the_marks_that_it_moved_are_listed(tmp_path: Path) -> None:
    import shutil

    from compassion_course.corpus import Course

    folder = folder_of(tmp_path)
    shutil.copytree(FOLDER, tmp_path / "course")
    path = tmp_path / "course" / "exercises" / SLUG / "key.yml"
    path.write_text(path.read_text().replace("turns: {answer: 50,", "turns: {answer: 10,"))
    mark(Course(tmp_path / "course"), [tmp_path / "in"], folder)
    index, _ = pack(folder)
    assert "2 states of exercise and key were used" in index
    moved = re.findall(r"<td>Turns</td><td class=\"n\">(.*?)</td><td class=\"n\">(.*?)</td>", index)
    assert sorted(moved) == [("0 of 1", "1 of 1"), ("1 of 1", "0 of 1"), ("1 of 1", "0 of 1")]


def test_a_new_pack_has_no_script_of_an_earlier_one(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    mark_all(folder)
    _, before = pack(folder)
    with Gradebook(folder / "gradebook.db") as book:
        book.raise_concern(book.submissions()[0].id, "", "risk", "", marker="A. Lee", at=AT)
    _, after = pack(folder)
    assert len(before) == 3
    assert len(after) == 2


def test_names_are_blotted_and_words_are_not() -> None:
    blot = Blot(["T1", "me"], Roster([{"trainee": "T1", "name": "Grace O'Will", "email": "g@x.org"}]))
    assert blot("Grace says grace; t1, T12 and me: g@x.org, GRACE O'WILL") == (
        "[name] says grace; [name], T12 and me: [name], [name]"
    )
    assert Blot([], None)("anything") == "anything"
