# Two commands matter: `make run` and `make test`. The rest is for those who build Reticent.
VENV ?= .venv
PY := $(VENV)/bin/python
PORT ?= 8000
export RETICENT_HOME ?= $(CURDIR)/var
export RETICENT_KEYS ?= $(CURDIR)/var-keys

.PHONY: run test test-long lint bench words policy-pages case-pages lock assets browser clean

$(VENV)/.run: requirements/run.txt pyproject.toml
	@test -x $(PY) || python3 -m venv $(VENV) || { echo "Python's venv is missing. On Debian: apt-get install python3-venv"; exit 3; }
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@echo "$(CURDIR)/src" > $$($(PY) -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/reticent.pth
	@printf '#!%s\nfrom reticent.doors.cli.main import main\n\nmain()\n' "$(abspath $(PY))" > $(VENV)/bin/reticent && chmod +x $(VENV)/bin/reticent
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

# Install, migrate, seed the demonstration, serve on localhost.
run: $(VENV)/.run
	@$(PY) -m reticent demo
	@RETICENT_NOTICES_INTO_FOLDER=1 $(PY) -m reticent serve --port $(PORT)

# Every test, with the browser; a suite that cannot run fails.
test: $(VENV)/.dev browser
	$(PY) -m tests.run

# As `test`, with hypothesis drawing anew.
test-long: $(VENV)/.dev browser
	RETICENT_TEST_LONG=1 $(PY) -m tests.run

lint: $(VENV)/.dev
	$(VENV)/bin/ruff check src tests benchmarks
	$(VENV)/bin/ruff format --check src tests benchmarks
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

bench: $(VENV)/.dev
	$(PY) -m benchmarks

# Find what the readers' pages say and compile its translations; fails while something is untranslated.
words: $(VENV)/.dev
	PYTHONPATH=src:. $(PY) tools/words.py

# Draw the reference pages and the commented model of a policy file anew from their tables, which tests keep which clause, and
# what other programs may ask.
policy-pages: $(VENV)/.dev
	PYTHONPATH=src:. $(PY) tools/policy_pages.py
	PYTHONPATH=src:. $(PY) tools/findings_page.py
	PYTHONPATH=src:. $(PY) tools/clause_tests.py
	PYTHONPATH=src:. $(PY) tools/coverage_page.py
	PYTHONPATH=src:. $(PY) tools/api_page.py

# Draw the reference pages of cases from their tables: the steps with their diagrams, and the letters.
case-pages: $(VENV)/.dev
	PYTHONPATH=src:. $(PY) tools/case_pages.py
	PYTHONPATH=src:. $(PY) tools/letters_page.py

# The browser tests drive Debian's Chromium.
browser:
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; } \
	 || { echo "The browser tests need Chromium: sudo apt-get install chromium"; exit 3; }

# Resolve the dependencies anew (needs uv).
UVC = uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" -q pyproject.toml
lock:
	$(UVC) -o requirements/run.txt
	$(UVC) --group dev -c requirements/run.txt -o requirements/dev.txt

# Fonts from their packages (needs npm); refreshed rarely, committed with their licences.
assets:
	sh tools/assets.sh

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis
