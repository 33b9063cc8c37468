# make run | dev | test | test-fast | check | audit | data | fonts | polyfills | bench | platforms | bundle | constraints |
#      sbom | audit-deps
# Each installs what it needs into .venv first.
PYTHON ?= python3
PORT   ?= 8501
VENV   := .venv
PY     := $(VENV)/bin/python
# The environment's own Python, where there is one, sees to it that all is installed.
START   = $(or $(wildcard $(PY)),$(PYTHON)) run.py
BENCH  := .venv-bench
TOOLS  := .venv-tools
COMPAT := tests/browser/compat
export PYTHONPATH := $(CURDIR)

.PHONY: run dev test test-fast check audit browsers data fonts polyfills bench format clean environment platforms \
  bundle test-bundle constraints sbom audit-deps
.DEFAULT_GOAL := run

environment:
	@$(START) --install dev

# The peers bring a hundred packages: they stay out of the app's environment.
$(BENCH)/.done: tests/bench/requirements.txt requirements.txt requirements-dev.txt | environment
	$(PY) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check \
	  -r requirements-dev.txt -r tests/bench/requirements.txt -c constraints.txt
	@touch $@

run:
	@$(START) --port $(PORT)

# A server does not watch its files; who writes them wants that.
dev: environment
	@$(START) --port $(PORT) --server.fileWatcherType poll --runner.postScriptGC true

test: environment check
	$(PY) -m tests.browser.install
	$(PY) -m tests.browser.releases
	$(PY) -m tests.readers
	$(PY) -m pytest -n auto --dist worksteal

# For the hand at work: no browser, no PostgreSQL, no server, none of the slow files
# (tests/conftest.py says which).
test-fast: environment
	$(PY) -m pytest -n auto --dist worksteal --fast

check: environment
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	@# A file is opened with its encoding, on every system.
	$(PY) -m ruff check --quiet --preview --select PLW1514 .
	$(PY) -m tests.types
	$(PY) -m atlas check
	$(PY) -m geodata.build --check
	@$(MAKE) --no-print-directory browsers

# Every preset on every paper, in every style and language, measured as a cartographer looks at it;
# tests/audit/test_audit.py holds a sample of them to the same limits.
audit: environment
	$(PY) -m tests.audit

# Scripts and styles against the browsers that offices have: Node.js tools, which the app and a
# data editor do without.
browsers:
	@if ! command -v npm >/dev/null 2>&1; then \
	  echo "没有 npm：跳过脚本和样式的浏览器检查 / no npm: scripts and styles are not checked against the browsers"; \
	elif ! $(MAKE) --silent --no-print-directory $(COMPAT)/node_modules/.done; then \
	  echo "npm 装不上工具：跳过脚本和样式的浏览器检查 / npm cannot install its tools: scripts and styles are not checked against the browsers"; \
	else npm --prefix $(COMPAT) run --silent check; fi

$(COMPAT)/node_modules/.done: $(COMPAT)/package-lock.json
	@cd $(COMPAT) && npm ci --silent
	@touch $@

data: environment
	$(PY) -m geodata.surroundings
	$(PY) -m geodata.build

# The source font is 30 MB and needed only here: only its two cuts are kept.
fonts: environment
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --upgrade \
	  --target $(VENV)/fonts justmytype-intl-cjk==0.1.0
	$(PY) -m atlas.maps.print.fonts.build \
	  "$(VENV)/fonts/justmytype_intl_cjk/fonts/ofl/notosanssc/NotoSansSC[wght].ttf"

polyfills: $(COMPAT)/node_modules/.done
	@npm --prefix $(COMPAT) run --silent build

bench: $(BENCH)/.done
	$(BENCH)/bin/python -m tests.browser.install
	$(BENCH)/bin/python -m tests.bench

format: environment
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

# Each platform and Python that the atlas promises: are there wheels for all of it?
platforms: environment
	$(PY) -m deploy.platforms

# One archive that installs and runs without a network; for this machine, or for the one named:
# make bundle PLATFORM=linux-arm64 PYTHON_VERSION=3.12
bundle: environment
	$(PY) -m deploy.bundle $(PLATFORM) $(foreach version,$(PYTHON_VERSION),--python $(version))

# The bundle of this machine, unpacked and started where there is no network.
test-bundle: environment
	$(PY) -m tests.deploy.offline

# Pins that still fit stay; make constraints UPGRADE=1 takes the newest releases. What is left out
# is for Python in a browser.
constraints:
	@test -x $(TOOLS)/bin/python || $(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check --upgrade uv
	$(TOOLS)/bin/uv pip compile --quiet --universal --python-version 3.11 --no-annotate \
	  --no-emit-package httpx2-jsfetch \
	  --custom-compile-command "make constraints" $(if $(UPGRADE),--upgrade) \
	  requirements-dev.txt --output-file constraints.txt

# What ships, with licences and the wheels' checksums: a file of the project, which the bundle takes
# along. The index is asked for checksums only: python -m deploy.sbom does with those it has.
sbom: environment
	@test -x $(TOOLS)/bin/python || $(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check --upgrade uv
	@rm -f $(TOOLS)/pylock.toml
	$(TOOLS)/bin/uv pip compile --quiet --universal --python-version 3.11 --format pylock.toml \
	  requirements.txt --constraints constraints.txt --output-file $(TOOLS)/pylock.toml
	$(PY) -m deploy.sbom --lock $(TOOLS)/pylock.toml

# Are weaknesses known of what ships and of what develops it? SERVICE="-s osv --osv-url URL" asks
# another service than the package index.
audit-deps: environment
	$(PY) -m deploy.audit $(SERVICE)

clean:
	rm -rf $(VENV) $(BENCH) $(TOOLS) $(COMPAT)/node_modules .mypy_cache .pytest_cache .ruff_cache
