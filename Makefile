# To build, test and install the commands.

PREFIX  = /usr/local
GO      = go
FUZZTIME = 60s
VERSION := $(shell git describe --always --dirty --tags 2>/dev/null || echo unknown)

sources := $(shell find cmd pkg go.mod go.sum -type f ! -name '*_test.go' 2>/dev/null)

.PHONY: help build test cover fuzz bench install uninstall clean

##@ Build, test, install:

help: ## Show this.
	@awk -F ':.*## ' '/^##@/ { print substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  %-20s %s\n", $$1, $$2 }' Makefile

# Without cgo a command depends on no library, and starts a millisecond sooner.
build: ## Build the commands into bin/.
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '-X datasync/pkg/cli.version=$(VERSION)' -o bin/ ./cmd/...
	@touch bin/.built

# For the targets that need the commands: go build takes half a second to find
# that there is nothing to do.
bin/.built: $(sources)
	@$(MAKE) --no-print-directory build

test: ## Run all tests, and each fuzz target for a moment.
	$(GO) test ./...
	@$(MAKE) --no-print-directory fuzz FUZZTIME=1000x

cover: ## Report how much of pkg/ the tests run.
	$(GO) test -coverpkg=./pkg/... -coverprofile=cover.out ./...
	$(GO) tool cover -func=cover.out

fuzz: ## Run each fuzz target for FUZZTIME (60s).
	@$(GO) list ./pkg/... | while read -r package; do \
		$(GO) test -list '^Fuzz' "$$package" | grep '^Fuzz' | while read -r target; do \
			echo "$$package $$target"; \
			$(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x "$$package" || exit; \
		done || exit; \
	done

bench: bin/.built ## Run the benchmarks; the commands read ROWS lines (1000000).
	$(GO) test -run '^$$' -bench . ./pkg/...
	$(GO) run ./scripts/bench -rows $(or $(ROWS),1000000)

# PREFIX and DESTDIR reach the shell as they stand, so that they may hold spaces.
export PREFIX DESTDIR
install: bin/.built ## Install into PREFIX (/usr/local), below DESTDIR.
	mkdir -p "$$DESTDIR$$PREFIX/bin"
	for file in bin/*; do cp "$$file" "$$DESTDIR$$PREFIX/bin/" || exit; done

uninstall: ## Remove what install installed.
	for dir in cmd/*/; do dir=$${dir%/}; rm -f "$$DESTDIR$$PREFIX/bin/$${dir##*/}"; done
	rm -f "$$DESTDIR$$PREFIX/bin/datasync"
	rm -rf "$$DESTDIR$$PREFIX/share/datasync"

clean: ## Remove what was built, and the demo's files.
	rm -rf bin cover.out runs/demo
