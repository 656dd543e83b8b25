# Qiao's tasks. `make` alone lists them.
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
FUZZTIME ?= 20s

# The one linter, pinned; installed beside the other Go programs of this machine when it isn't there.
GOLANGCI := v2.15.0
GOBIN    := $(or $(shell go env GOBIN),$(shell go env GOPATH)/bin)
LINTER   := $(GOBIN)/golangci-lint-$(GOLANGCI)

.DEFAULT_GOAL := help
.PHONY: help build run demo test test-go test-e2e lint fmt-check bench bench-search fuzz clean

help: ## list the tasks
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## build dist/qiao: one file, no C library
	CGO_ENABLED=0 go build -trimpath -ldflags "$(LDFLAGS)" -o dist/qiao .

run: ## serve ./pb_data at http://127.0.0.1:8090
	go run . serve

demo: ## the same with the demo content in an empty ./pb_data
	go run . serve --demo

test: ## run every test there is; installs what the browser tests need
	@status=0; \
	$(MAKE) --no-print-directory test-go || status=1; \
	$(MAKE) --no-print-directory test-e2e || status=1; \
	exit $$status

test-go: ## run the Go tests, with the race detector
	@.ci/test-go

test-e2e: ## run the tests from outside: browser, SDK, validators
	@e2e/run

lint: $(LINTER) ## check style and the import rules of the house
	$(LINTER) run ./...

$(LINTER):
	@mkdir -p $(GOBIN)
	@echo "building golangci-lint $(GOLANGCI), once; this takes some minutes"
	@dir=$$(mktemp -d) && GOBIN=$$dir GOFLAGS= go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI) \
		&& mv $$dir/golangci-lint $@ && rmdir $$dir

fmt-check: ## fail when a Go file isn't formatted
	@unformatted=$$(git ls-files -z '*.go' | xargs -0 gofmt -l); \
	if [ -n "$$unformatted" ]; then echo "not formatted, run gofmt -w:"; echo "$$unformatted"; exit 1; fi

bench: ## print the table of figures; needs the corpus beside the repository
	go run ./hooks/bench

bench-search: ## compare ways of indexing Chinese over judged queries
	go run ./hooks/search/compare

fuzz: ## run each fuzz test for FUZZTIME (20s)
	@.ci/fuzz $(FUZZTIME)

clean: ## remove what was built
	rm -rf dist/qiao dist/qiao-e2e dist/gotest dist/test.log e2e/node_modules e2e/test-results e2e/playwright-report
