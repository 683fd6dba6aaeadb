# The course in two commands: make book (read it), make test (check it).
# Without make, say on Windows, the same steps stand in book/how-to-use.md as Python commands.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
WIDGETS := src/compassion_course/widgets

.PHONY: book serve test peers browsers lab bench js notebooks lint lock clean help

help:  ## say what each command does
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/.installed: requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("The course needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Name another with: make PYTHON=python3.12 book") if sys.version_info < (3, 11) else None'
	test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/.tested: $(VENV)/.installed tests/requirements.txt
	$(PY) -m pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	@touch $@

$(WIDGETS)/node_modules/.package-lock.json: $(VENV)/.tested $(WIDGETS)/package-lock.json
	$(PY) tests/node.py npm ci --no-audit --no-fund --loglevel=error
	@touch $@

book: $(VENV)/.installed  ## build the site strictly into _build/html
	$(PY) -m compassion_course book

serve: $(VENV)/.installed  ## look at the built site on 127.0.0.1
	$(PY) -m compassion_course serve

lab: $(VENV)/.installed  ## open the course in JupyterLab
	$(PY) -m jupyterlab --notebook-dir=.

test: $(VENV)/.tested $(WIDGETS)/node_modules/.package-lock.json  ## every test, Chromium included
	$(PY) tests/chromium.py --install
	@# The first test that needs the site builds it, strictly, while the others go on.
	$(PY) -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder -m "not peer and not site_check"

peers: $(VENV)/.tested  ## our files in a real Taguette and a real nbgrader, each in an environment of its own
	$(PY) -m pytest -m peer tests/test_exchange.py tests/test_nbgrader.py

browsers: $(VENV)/.tested  ## a smoke run in Debian's Firefox and in WebKitGTK
	$(PY) tests/browsers/install.py
	$(PY) -m pytest tests/browsers/smoke.py

js: $(WIDGETS)/node_modules/.package-lock.json  ## rebuild the widgets from their sources
	$(PY) tests/node.py npm run check
	$(PY) tests/node.py npm run build

notebooks: $(VENV)/.installed  ## make the exercise notebooks from exercise.yml and key.yml
	$(PY) -m compassion_course notebooks

bench: $(VENV)/.tested $(WIDGETS)/node_modules/.package-lock.json  ## compare speed side by side and print ratios
	$(PY) tests/bench.py

lint: $(VENV)/.tested
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

lock: $(VENV)/.installed  ## resolve both locks again from their ranges, for every platform
	$(PY) -m pip install --quiet uv
	$(PY) -m uv pip compile --universal --python-version 3.11 --no-header --quiet pyproject.toml -o requirements.txt
	$(PY) -m uv pip compile --universal --python-version 3.11 --no-header --quiet tests/requirements.in -o tests/requirements.txt

clean:
	rm -rf _build
