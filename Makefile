# `make run` runs the portal, `make test` passes its tests; both set up what they need.
PYTHON ?= python3
VENV := .venv/bin
PORT ?= 8000
export PORT
# What is installed is compiled as it is first imported, and kept.
unexport PYTHONDONTWRITEBYTECODE
# The virtual environment goes by its lock file alone, whatever else is installed. What only tests and checks need is
# installed for them alone: who runs the portal does not wait for it.
SETUP := .venv/.ready .venv/.ready-dev static/vendor/.ready
# Putting a pip of its own into the environment takes three seconds; where the machine has one, that one installs.
HAS_PIP = $(shell $(PYTHON) -m pip --version 2>/dev/null)

.PHONY: run test journeys attack mutants setup check types form audit bench stop clean screenshots

run: .venv/.ready
	@DEMONSTRATION=$${DEMONSTRATION:-1} $(VENV)/python manage.py run

test: $(SETUP)
	$(VENV)/python -m pytest -n 3 --dist worksteal $(ARGS)

# Attacks and faults that take longer than a test of the gate may; then many people at once, with nothing next to them.
attack: $(SETUP)
	$(VENV)/python -m pytest -n 2 --dist worksteal -m attack --ignore=tests/attacks/test_load.py $(ARGS)
	$(VENV)/python -m pytest -m attack -s tests/attacks/test_load.py

# Faults put in on purpose, one at a time, into a copy of the tree: the tests have to find each. ARGS="ledger jobs" tries some.
mutants: $(SETUP)
	@$(VENV)/python -m tests.mutants $(ARGS)

setup: $(SETUP)
	@$(VENV)/python manage.py doctor

.venv/.ready: uv.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("The portal needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another with make PYTHON=…" if sys.version_info < (3, 11) else 0)'
	@test -x $(VENV)/python || $(PYTHON) -m venv $(if $(HAS_PIP),--without-pip) .venv
	@$(if $(HAS_PIP),$(PYTHON) -m pip --python $(VENV)/python,$(VENV)/python -m pip) install -qq --disable-pip-version-check uv==0.13.9
	@UV_PYTHON=$(VENV)/python $(VENV)/uv sync --frozen --quiet --inexact --no-dev
	@$(VENV)/python -c 'from ctypes.util import find_library as f; import sys; sys.exit(not f("pangoft2-1.0"))' \
	  || $(VENV)/python -c 'import weasyprint' 2>/dev/null || { $(VENV)/python manage.py doctor; exit 1; }
	@touch $@

.venv/.ready-dev: .venv/.ready
	@UV_PYTHON=$(VENV)/python $(VENV)/uv sync --frozen --quiet
	@touch $@

static/vendor/.ready: package-lock.json .venv/.ready
	@$(VENV)/python -m cim_portal.embedded.frontend

# Types take as long as all the rest together, so both are checked at the same time.
check: $(SETUP)
	@$(MAKE) --jobs=2 --output-sync=target types form

types: $(SETUP)
	$(VENV)/mypy .

# The database of a checkout may hold the demonstration, which the settings of production are checked next to.
form: $(SETUP)
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/lint-imports
	$(VENV)/djlint templates --lint --quiet
	$(VENV)/djlint templates --check --quiet
	$(VENV)/python manage.py makemigrations --check --dry-run
	@umask 077 && mkdir -p .run && $(VENV)/uv export --frozen --no-dev --quiet --format cyclonedx1.5 --output-file .run/sbom.json >/dev/null
	HTTPS=1 DEMONSTRATION=1 EMAIL_URL=submission://mail.example PORTAL_URL=https://portal.example SECRET_KEY=$$($(VENV)/python -c 'import secrets; print(secrets.token_urlsafe(60))') \
	  $(VENV)/python manage.py check --deploy --fail-level WARNING

# What is installed against the advisories of osv.dev; it needs the network.
audit: $(SETUP)
	$(VENV)/uv audit --frozen

# Side by side with what else could do the work; BENCH=importing measures one of them. docs/performance.md says how to read it.
bench: $(SETUP)
	@$(VENV)/python -m tests.bench $(BENCH) $(ARGS)

# Every journey in a browser, the long ones too, which the gate has no time for.
journeys: $(SETUP)
	$(VENV)/python -m pytest tests/journeys -m browser -n 2 --dist worksteal $(ARGS)

# The pictures of README and docs, taken by the same journeys.
screenshots: $(SETUP)
	SCREENSHOTS=docs/pictures $(VENV)/python -m pytest tests/journeys -m browser -q -p no:randomly

stop:
	@test ! -x $(VENV)/python || $(VENV)/python -c 'from cim_portal.embedded import processes, servers; processes.stop(); servers.stop()'

clean: stop
	rm -rf .venv node_modules static/vendor staticfiles .run
