# make run | test | check | data | fonts | polyfills | bench — each installs what it needs into .venv first.
PYTHON ?= python3
PORT   ?= 8501
VENV   := .venv
PY     := $(VENV)/bin/python
BENCH  := .venv-bench
COMPAT := tests/browser/compat
export PYTHONPATH := $(CURDIR)

.PHONY: run test check browsers data fonts polyfills bench format clean
.DEFAULT_GOAL := run

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "需要 Python 3.11 或更高版本；可用 make PYTHON=python3.12 指定 / Python 3.11 or later is needed: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "无法建立虚拟环境；Debian/Ubuntu 请先安装 python3-venv / cannot make a virtual environment: install python3-venv"; exit 1; }

$(VENV)/.app: requirements.txt | $(PY)
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements.txt requirements-dev.txt | $(PY)
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/.app

# The peers bring a hundred packages: they stay out of the app's environment.
$(BENCH)/.done: tests/bench/requirements.txt requirements.txt requirements-dev.txt | $(PY)
	$(PY) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check \
	  -r requirements-dev.txt -r tests/bench/requirements.txt
	@touch $@

run: $(VENV)/.app
	$(PY) -m streamlit run app.py --server.port $(PORT)

test: $(VENV)/.dev check
	$(PY) -m tests.browser.install
	$(PY) -m tests.browser.releases
	$(PY) -m pytest -n auto --dist loadfile

check: $(VENV)/.dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m atlas check
	$(PY) -m geodata.build --check
	@$(MAKE) --no-print-directory browsers

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

data: $(VENV)/.dev
	$(PY) -m geodata.build

# The source font is 30 MB and needed only here: only its two cuts are kept.
fonts: $(VENV)/.dev
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --upgrade \
	  --target $(VENV)/fonts justmytype-intl-cjk==0.1.0
	$(PY) -m atlas.briefing.fonts.build \
	  "$(VENV)/fonts/justmytype_intl_cjk/fonts/ofl/notosanssc/NotoSansSC[wght].ttf"

polyfills: $(COMPAT)/node_modules/.done
	@npm --prefix $(COMPAT) run --silent build

bench: $(BENCH)/.done
	$(BENCH)/bin/python -m tests.browser.install
	$(BENCH)/bin/python -m tests.bench

format: $(VENV)/.dev
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

clean:
	rm -rf $(VENV) $(BENCH) $(COMPAT)/node_modules .pytest_cache .ruff_cache
