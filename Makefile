# Two kinds of targets: to build, test and install the commands, and to run the
# weekly workflow with them, which is datasync's affair.

PREFIX  = /usr/local
GO      = go
FUZZTIME = 60s
# In a tarball .version knows; in a checkout it has a format, and git knows.
released = awk '/Format/ { exit 1 } { print $(1) }' .version 2>/dev/null
VERSION := $(shell $(call released,$$1) || git describe --always --dirty --tags 2>/dev/null || echo unknown)
ifndef SOURCE_DATE_EPOCH
SOURCE_DATE_EPOCH = $(shell $(call released,$$NF) || git log -1 --format=%ct 2>/dev/null || echo 315532800)
endif

commands := $(sort $(patsubst cmd/%/main.go,%,$(wildcard cmd/*/main.go)))
sources := $(shell find cmd pkg scripts/datasync scripts/week.go go.mod go.sum -type f ! -name '*_test.go' 2>/dev/null)

.PHONY: help build check test test-long cover fuzz bench demo manuals install uninstall dist clean \
	run collect merge split dnu route review import report set decide verify libraries status

##@ Build, test, install:

help: ## Show this.
	@awk -F ':.*## ' '/^##@/ { print substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  %-20s %s\n", $$1, $$2 }' Makefile

# Without cgo a command depends on no library, and starts a millisecond sooner.
build: ## Build the commands into bin/.
	CGO_ENABLED=0 $(GO) build -trimpath -buildvcs=false -ldflags '-X datasync/pkg/cli.version=$(VERSION)' -o bin/ ./cmd/...
	@touch bin/.built

# For the targets that need the commands: go build takes half a second to find
# that there is nothing to do.
bin/.built: $(sources)
	@$(MAKE) --no-print-directory build

check: ## What takes seconds: format, vet, and the tests of the packages.
	@test -z "$$(gofmt -l cmd pkg scripts)" || { gofmt -l cmd pkg scripts; exit 1; }
	$(GO) vet ./...
	$(GO) test ./pkg/...

test: export DATASYNC_BIN = $(CURDIR)/bin
test: bin/.built ## Run all tests.
	$(GO) test ./...

test-long: export DATASYNC_BIN = $(CURDIR)/bin
test-long: bin/.built ## The tests that take minutes: calls killed, many weeks, each fuzz target for a moment.
	$(GO) test ./cmd/datasync -run Killed -every 1 -timeout 30m
	$(GO) test ./cmd -run 'Killed|TestWeeks|Colleagues|WhatPeopleSaid' -kills 20 -weeks 12 -colleagues 40 -timeout 30m
	$(GO) test ./pkg/alma -run 'OneStep|ThreeSteps' -seeds 100 -records 300 -timeout 30m
	$(GO) test ./pkg/... -run '^$$' -bench . -benchtime 1x
	@$(MAKE) --no-print-directory fuzz FUZZTIME=1000x

cover: ## Report how much of pkg/ the tests run.
	$(GO) test -coverpkg=./pkg/... -coverprofile=cover.out ./...
	$(GO) tool cover -func=cover.out

fuzz: ## Run each fuzz target for FUZZTIME (60s).
	@find pkg -name '*_test.go' -exec awk '/^func Fuzz/ { dir = FILENAME; sub(/\/[^\/]*$$/, "", dir); sub(/\(.*/, "", $$2); print dir, $$2 }' {} + | \
		while read -r package target; do \
			echo "$$package $$target"; \
			$(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x "./$$package" || exit; \
		done

bench: bin/.built ## Run the benchmarks; the commands read ROWS lines (1000000), beside version 1 if V1 is a checkout of it.
	$(GO) test -run '^$$' -bench . ./pkg/...
	$(GO) run ./scripts/bench -rows $(or $(ROWS),1000000) $(if $(V1),-v1 '$(V1)')

demo: bin/.built ## Run the workflow on made-up reports, into runs/demo.
	@rm -rf runs/demo
	@DATE=2026-01-31 bin/datasync -C runs/demo \
		--dnu testdata/sample/Do_not_change.xlsx --doublecheck testdata/sample/OCLC-doublecheck.xlsx \
		testdata/sample/*.BibProcessingReport.txt

manuals: build ## Make manual pages and completions of --help, into share/.
	@rm -rf share
	SOURCE_DATE_EPOCH=$(SOURCE_DATE_EPOCH) $(GO) run ./scripts/manual -o share $(commands:%=bin/%)
	@touch bin/.manuals

# After make manuals nothing is left to be built: sudo make install needs no go.
bin/.manuals: $(sources) $(wildcard scripts/manual/*.go)
	@$(MAKE) --no-print-directory manuals

# PREFIX and DESTDIR reach the shell as they stand, so that they may hold spaces.
export PREFIX DESTDIR
install: bin/.manuals ## Install into PREFIX (/usr/local), below DESTDIR.
	scripts/install $(commands)

uninstall: ## Remove what install installed.
	scripts/install --remove

dist: manuals ## Make the archives of a release, for each of PLATFORMS (all), into dist/.
	SOURCE_DATE_EPOCH=$(SOURCE_DATE_EPOCH) $(GO) run ./scripts/dist -version $(VERSION) $(if $(PLATFORMS),-platforms '$(PLATFORMS)')

clean: ## Remove what was built, and the demo's files.
	rm -rf bin share dist cover.out runs/demo

##@
##@ The workflow. Each stage also does what follows from it:

run: bin/.built ## From the reports to the files for Alma and the report for people.
collect: bin/.built ## The same with the reports that OCLC's file exchange has: runs/datasync.conf.
merge: bin/.built ## Merge the reports, one row per record.
split: bin/.built ## Does OCLC's number differ from ours?
dnu: bin/.built ## Drop the records on the do-not-update list.
route: bin/.built ## What may be changed by batch, what needs a person?
review: bin/.built ## Carry out what people decided.
import: bin/.built ## The workbooks for the import.
report: bin/.built ## The report for people.
set: bin/.built ## The file for the itemized set, when all is proven.
decide: bin/.built ## Take in the decisions of WORKBOOK, or of the report.
verify: bin/.built ## Afterwards: do the records have their new numbers?
libraries: bin/.built ## A workbook for each library.
status: bin/.built ## Where the run stands, and what comes next.

##@
##@ Its variables; what was given once need not be given again:
##@   REPORTS       the reports, as you would type them at a prompt: globs, quotes
##@   DNU           do-not-update list; one name, taken as it stands, like those below
##@   DOUBLECHECK   Analytics report OCLC-doublecheck
##@   INSTITUTIONS  table of institutions (default: those of OCUL)
##@   LINK          links in the report: Network Id=https://…{}
##@   WORKBOOK      for decide: the workbook with decisions
##@   RUN           directory of the run (default: runs/ and the date)
##@   DATE          date of the report, YYYY-MM-DD

# What the user says reaches the shell as it stands, "$" and spaces and all: not
# through make's expansion.
export DATASYNC_REPORTS := $(value REPORTS)
export DATASYNC_DNU := $(value DNU)
export DATASYNC_DOUBLECHECK := $(value DOUBLECHECK)
export DATASYNC_INSTITUTIONS := $(value INSTITUTIONS)
export DATASYNC_LINK := $(value LINK)
export DATASYNC_WORKBOOK := $(value WORKBOOK)
export DATASYNC_RUN := $(value RUN)
unexport REPORTS DNU DOUBLECHECK INSTITUTIONS LINK WORKBOOK RUN
export DATE

run collect merge split dnu route review import report set decide verify libraries status:
	@if [ -f "$$DATASYNC_REPORTS" ]; then set -- "$$DATASYNC_REPORTS"; \
	else eval "set -- $$DATASYNC_REPORTS"; fi; \
	[ -z "$$DATASYNC_WORKBOOK" ] || set -- "$$DATASYNC_WORKBOOK" "$$@"; \
	set -- -- "$$@"; \
	[ -z "$$DATASYNC_DNU" ] || set -- --dnu "$$DATASYNC_DNU" "$$@"; \
	[ -z "$$DATASYNC_DOUBLECHECK" ] || set -- --doublecheck "$$DATASYNC_DOUBLECHECK" "$$@"; \
	[ -z "$$DATASYNC_INSTITUTIONS" ] || set -- --institutions "$$DATASYNC_INSTITUTIONS" "$$@"; \
	[ -z "$$DATASYNC_LINK" ] || set -- --link "$$DATASYNC_LINK" "$$@"; \
	[ -z "$$DATASYNC_RUN" ] || set -- -C "$$DATASYNC_RUN" "$$@"; \
	[ $@ = run ] || set -- $@ "$$@"; \
	exec bin/datasync "$$@"
