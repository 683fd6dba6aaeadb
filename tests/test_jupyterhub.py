"""A real JupyterHub with the set-up that we give: three trainees each do an exercise and keep it."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import node
import pytest
from conftest import HOST, Site
from peers.environment import CACHE, PEERS, python_of
from playwright.sync_api import Browser, Page, expect
from test_jupyterlab import run_all, written

from compassion_course.corpus import Course
from compassion_course.exercises import load_exercise
from compassion_course.exercises.items import ChoiceItem
from compassion_course.exercises.sheet import decode_sheet

pytestmark = pytest.mark.site_check

ROOT = Path(__file__).resolve().parent.parent
GIVEN = ROOT / "publishing" / "jupyterhub"
SLUG = "three-systems-coding"
FOLDER = "compassion-at-work"
TRAINEES = ("t0421", "t0422", "t0423")
#: The one link that a class is given.
LINK = f"/hub/user-redirect/lab/tree/{FOLDER}/{SLUG}.ipynb"


@dataclass(frozen=True)
class Hub:
    """A running JupyterHub: its address, the password of the test, and where the trainees' homes are."""

    address: str
    password: str
    homes: Path


def free_port() -> int:
    with socket.socket() as free:
        free.bind((HOST, 0))
        return int(free.getsockname()[1])


def proxy() -> list[str]:
    """The command of the hub's proxy, installed by its lock if need be."""
    folder = CACHE / "jupyterhub-proxy"
    lock = "package-lock.json"
    if not (folder / lock).is_file() or (folder / lock).read_bytes() != (GIVEN / lock).read_bytes():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        shutil.copyfile(GIVEN / "package.json", folder / "package.json")
        shutil.copyfile(GIVEN / lock, folder / lock)
        node.run("npm", "ci", "--no-audit", "--no-fund", cwd=folder)
    return [
        *node.command("node"),
        str(folder / "node_modules/configurable-http-proxy/bin/configurable-http-proxy"),
    ]


@pytest.fixture(scope="module")
def hub(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    python = python_of("jupyterhub", ROOT / "requirements.txt", GIVEN / "requirements.txt")
    (wheel,) = (site.folder / "notebooks").glob("*.whl")
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--no-deps", "--force-reinstall", wheel], check=True
    )
    place = tmp_path_factory.mktemp("hub")
    homes = place / "homes"
    homes.mkdir()
    (place / "class.txt").write_text("# the spring group\n" + "\n".join(TRAINEES) + "\n")
    password = secrets.token_urlsafe()
    address = f"http://{HOST}:{free_port()}"
    environment = {
        **{
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("JUPYTER", "COMPASSION"))
        },
        "PYTHONPATH": "",
        "HOME": str(place),
        "COMPASSION_NOTEBOOKS": str(site.folder / "notebooks"),
        "COMPASSION_CLASS": str(place / "class.txt"),
        "COMPASSION_HUB_ADDRESS": address,
        "GIVEN_CONFIG": str(GIVEN / "jupyterhub_config.py"),
        "TRY_PASSWORD": password,
        "TRY_HOMES": str(homes),
        "TRY_HUB": f"http://{HOST}:{free_port()}",
        "TRY_PROXY_API": f"http://{HOST}:{free_port()}",
        "TRY_PROXY": "\n".join(proxy()),
    }
    log = place / "hub.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [python, "-m", "jupyterhub", "--config", str(PEERS / "jupyterhub" / "try_config.py")],
            cwd=place,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        for _ in range(720):  # three minutes: a busy machine is no fault of the hub
            try:
                urllib.request.urlopen(f"{address}/hub/health").close()
                break
            except (urllib.error.URLError, ConnectionError):
                assert process.poll() is None, log.read_text()
                time.sleep(0.25)
        else:
            pytest.fail(log.read_text())
        yield Hub(address, password, homes)
    finally:
        process.terminate()
        process.wait(timeout=60)


def log_in(page: Page, hub: Hub, name: str, link: str = LINK) -> None:
    page.goto(hub.address + link)
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(hub.password)
    page.get_by_role("button", name="Sign in").click()


def answers_of(hub: Hub) -> dict[str, list[str]]:
    return {
        name: sorted(path.name for path in (hub.homes / name).rglob("*.answers.json")) for name in TRAINEES
    }


def test_three_trainees_do_an_exercise_each_in_a_folder_of_their_own(hub: Hub, browser: Browser):
    course = Course(ROOT)
    exercise = load_exercise(course, SLUG)
    choice = next(item for item in exercise.items if isinstance(item, ChoiceItem))
    chosen = dict(zip(TRAINEES, choice.options, strict=False))
    for name in TRAINEES:
        context = browser.new_context(viewport={"width": 1300, "height": 1400})
        page = context.new_page()
        log_in(page, hub, name)
        # The hub gives a server two minutes to start, and JupyterLab comes after that.
        expect(page.locator(".jp-Notebook")).to_be_visible(timeout=240_000)
        run_all(page)
        sheet = page.locator(".cw-sheet")
        expect(sheet).to_be_visible(timeout=60_000)
        sheet.get_by_label("Your number for the file").fill(name.upper())
        sheet.get_by_text(chosen[name].text.strip()).first.click()
        path = hub.homes / name / FOLDER / f"{SLUG}--{name.upper()}--1.answers.json"
        written(path, chosen[name].id)
        page.keyboard.press("Control+s")
        # Somebody else's server is there, and shut.
        for other in set(TRAINEES) - {name}:
            assert page.request.get(f"{hub.address}/user/{other}/api/contents").status in (403, 404, 503)
        context.close()
    assert answers_of(hub) == {name: [f"{SLUG}--{name.upper()}--1.answers.json"] for name in TRAINEES}
    for name in TRAINEES:
        path = hub.homes / name / FOLDER / answers_of(hub)[name][0]
        decode_sheet(path.read_bytes(), exercise)
        sheet = json.loads(path.read_bytes())
        assert sheet["trainee"] == name.upper()
        assert sheet["answers"][choice.id] == [chosen[name].id]
        assert path.stat().st_mode & 0o077 == 0


def test_the_notebooks_are_all_there_and_nothing_of_the_tutors(hub: Hub, site: Site):
    """Runs after the first: the folders are made when a trainee first comes."""
    given = {path.name for path in (site.folder / "notebooks").glob("*.ipynb")}
    for name in TRAINEES:
        here = {path.name for path in (hub.homes / name / FOLDER).iterdir() if not path.name.startswith(".")}
        assert here - set(answers_of(hub)[name]) == given


def test_whoever_is_not_of_the_class_stays_out(hub: Hub, browser: Browser):
    context = browser.new_context()
    page = context.new_page()
    log_in(page, hub, "somebody")
    expect(
        page.get_by_text("Sorry, you are not allowed to use this hub", exact=False).or_(
            page.get_by_text("Invalid username or password")
        )
    ).to_be_visible()
    assert not (hub.homes / "somebody").exists()
    context.close()
