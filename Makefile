# Brankas. What a newcomer runs: make demo, make test, make install. The long campaigns: make soak.

SHELL := /bin/bash
DEBIAN := libsodium-dev libsqlite3-dev libkeyutils-dev libmagic-dev pkg-config python3 binutils
PEERS := age sqlite3 postgresql strace keyutils python3 exfat-fuse exfatprogs ntfs-3g openssh-server openssh-client util-linux
# Small packages that carry a PDF and a photograph: the documents of the demo's case.
SAMPLES := shared-mime-info libjs-jquery-colorbox
# The way to a served vault, and what takes root's rights off a command: the demo's of a service.
DOOR := openssh-server openssh-client util-linux procps passwd
export SWIFT_BACKTRACE := enable=no
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
# With the language's library inside: the program runs where no Swift is installed, and starts faster.
# Of ICU's data it takes what is used, and it shows no symbols of its own and looks for no library beside itself.
SMALL := .build/icu.o
ICU := $(wildcard $(dir $(realpath $(shell command -v swiftc)))../lib/swift_static/linux/lib_FoundationICU.a)
STATIC = -c release --static-swift-stdlib --disable-local-rpath -Xlinker --no-export-dynamic $(file <$(SMALL:.o=.flags))
RELEASE := .build/release/brankas

# Whether all of these packages are installed: of one that was removed, its settings kept, dpkg -s says that it knows it.
has = test "$$(dpkg-query -W -f='$${db:Status-Status}\n' $(1) 2>/dev/null | grep -cx installed)" = $(words $(1))

.PHONY: all build release test demo demo-service a-day scale bench soak threads fuzz corpus install uninstall check-install \
	deb check-deb check-activate size install-needs install-peers install-samples format lint clean

all: release

install-needs:
	@$(call has,$(DEBIAN)) || { $(SUDO) apt-get update -q && $(SUDO) apt-get install -q -y --no-install-recommends $(DEBIAN); }

install-peers: install-needs
	@$(call has,$(PEERS)) || { $(SUDO) apt-get update -q && $(SUDO) apt-get install -q -y --no-install-recommends $(PEERS); }
	@python3 -c 'import pyrage, pexpect; import cryptography as c; assert int(c.__version__.split(".")[0]) >= 48' 2>/dev/null \
		|| { python3 -m pip --version >/dev/null 2>&1 || $(SUDO) apt-get install -q -y --no-install-recommends python3-pip; \
		     python3 -m pip install -q --break-system-packages pyrage pexpect 'cryptography>=48'; }

build: install-needs
	swift build

# A compiler that keeps its ICU elsewhere links all of it.
$(SMALL): packaging/icu.py $(ICU) | install-needs
	@mkdir -p $(@D)
	@if [ -n '$(ICU)' ]; then python3 packaging/icu.py '$(ICU)' $@ $(@:.o=.flags); \
		else echo "icu: not where it was expected; all of it is linked"; : > $(@:.o=.flags); : > $@; fi

release: install-needs $(SMALL)
	swift build $(STATIC) --product brankas

# BRANKAS_PEERS=1: a missing peer is a failure, not a skip. A test that waits for ever is one, too.
test: install-peers
	swift build --build-tests
	BRANKAS_PEERS=1 timeout --foreground 45m swift test --skip-build
	BRANKAS_DOOR=socket BRANKAS_PEERS=1 timeout --foreground 10m swift test --skip-build --filter '$(BY_SOCKET)'
	BRANKAS_DOOR=ssh BRANKAS_PEERS=1 timeout --foreground 10m swift test --skip-build --filter '$(BY_SSH)'

# Scenarios that are played once more with a custodian that is served, at a socket and behind a real sshd. In `make soak`, all of them.
BY_SOCKET := ScenarioTests.(CaseScenarios|GrantScenarios|IdentityScenarios|GrantApprovalScenarios|EnrolmentApprovalScenarios)/
BY_SSH := ScenarioTests.DocumentScenarios/

# The long campaigns: hours, not minutes. A failure prints its seed. Of the faults 2,000 points that differ are played, from
# FIRST on in the order of SEED, of those of a service too, and 200 power cuts (for root alone).
SEED ?= 1
FIRST ?= 0
# A folder in memory, and a path that is short enough for a socket's.
MEMORY := $(if $(wildcard /dev/shm/.),/dev/shm,/tmp)
soak: install-peers
	swift build --build-tests
	BRANKAS_RACES=10000 swift test --skip-build --filter FilesTests.RaceTests
	$(MAKE) threads
	BRANKAS_DOOR=socket swift test --skip-build --filter ScenarioTests
	BRANKAS_DOOR=ssh swift test --skip-build --filter ScenarioTests
	python3 Tests/FaultTests/faults.py .build/debug/brankas .build/faults --points 2000 --seed $(SEED) --from $(FIRST)
	rm -rf .build/faults
	python3 Tests/FaultTests/faults.py .build/debug/brankas .build/power --power --points 200 --seed $(SEED) --from $(FIRST)
	rm -rf .build/power
	python3 Tests/FaultTests/served.py .build/debug/brankas $(MEMORY)/brankas-served --points 2000 --seed $(SEED) --from $(FIRST)
	rm -rf $(MEMORY)/brankas-served
	$(MAKE) fuzz
	$(MAKE) scale

# One custodian asked by eight threads, under the thread sanitizer.
threads: export TSAN_OPTIONS := suppressions=$(CURDIR)/Tests/thread-sanitizer.supp
threads: install-peers
	swift build --build-tests --sanitize thread --scratch-path .build-threads
	swift test --skip-build --sanitize thread --scratch-path .build-threads --filter CustodyTests.ConcurrencyTests

# Every parser of foreign bytes in turn, for FUZZ_SECONDS each, or those that PARSERS names. A job counts only if
# libFuzzer says that it loaded a module, and all of them only if the bug of the planted parser is found within two minutes.
# What breaks a promise lies in .build-fuzz/found; it goes into Tests/Fuzz/Corpus as found-NAME.
FUZZ_SECONDS ?= 60
FUZZ := .build-fuzz/release/Fuzz
FUZZ_FLAGS := -max_len=16384 -rss_limit_mb=512 -timeout=10
PARSERS ?= $$($(FUZZ) | grep -vx planted)
fuzz: export ASAN_OPTIONS := detect_leaks=0:quarantine_size_mb=32
fuzz: install-needs
	BRANKAS_FUZZ=1 swift build --scratch-path .build-fuzz --product Fuzz -c release \
		-Xswiftc -sanitize=fuzzer,address -Xswiftc -enable-testing
	@rm -rf .build-fuzz/planted && mkdir -p .build-fuzz/planted .build-fuzz/found .build-fuzz/logs
	@printf 'v1\nm 00000000000000\n' > .build-fuzz/planted/line
	@! FUZZ_PARSER=planted $(FUZZ) .build-fuzz/planted -max_len=20 -max_total_time=120 \
		-artifact_prefix=.build-fuzz/planted/ > .build-fuzz/logs/planted 2>&1
	@grep -q 'Loaded 1 modules' .build-fuzz/logs/planted && grep -q 'the planted bug' .build-fuzz/logs/planted \
		|| { echo "the fuzzer is blind: it does not find the planted bug"; exit 1; }
	@for parser in $(PARSERS); do \
		mkdir -p .build-fuzz/corpus/$$parser; log=.build-fuzz/logs/$$parser; \
		FUZZ_PARSER=$$parser $(FUZZ) .build-fuzz/corpus/$$parser Tests/Fuzz/Corpus/$$parser $(FUZZ_FLAGS) \
			-max_total_time=$(FUZZ_SECONDS) -artifact_prefix=.build-fuzz/found/$$parser- > $$log 2>&1 \
			|| { tail -20 $$log; exit 1; }; \
		grep -q 'Loaded 1 modules' $$log || { echo "$$parser: no coverage"; exit 1; }; \
		echo "$$parser: $$(tail -1 $$log)"; \
	done

# The seeds of the fuzzer and of the replay in `make test`, after a format has changed.
corpus: install-needs
	swift build --build-tests
	BRANKAS_WRITE_CORPUS=1 swift test --skip-build --filter CorpusTests

# What size costs: a vault of a million entries and 100,000 cases is made (some 20 minutes, 3 GB below SCALE), and measured
# beside one of a thousand; and cases of up to 4,000 documents. Writes the tables of docs/performance.md.
SCALE ?= .build/scale
scale: release
	swift build $(STATIC) --product Scale
	mkdir -p $(SCALE)
	[ -d $(SCALE)/small ] || .build/release/Scale make $(SCALE)/small 1000 100
	[ -d $(SCALE)/large ] || .build/release/Scale make $(SCALE)/large 1000000 100000
	python3 Tests/Scale/measure.py $(RELEASE) .build/release/Scale $(SCALE)/small $(SCALE)/large --write docs/performance.md
	python3 Benchmarks/records.py $(RELEASE) --write docs/performance.md

# Brankas beside its peers in one run, in a folder on tmpfs and on disk, and served at a socket and over ssh: some 20 minutes, 4 GB of
# memory and of disk. Before the first run a vault of 100,000 cases is made, in some ten minutes. Writes its parts of docs/performance.md.
CASES ?= .build/cases
RIVALS := age restic borgbackup gnupg gocryptfs fuse3
bench: release install-peers
	@$(call has,$(RIVALS)) || { $(SUDO) apt-get update -q && $(SUDO) apt-get install -q -y --no-install-recommends $(RIVALS); }
	python3 Benchmarks/bench.py $(RELEASE) --folders /dev/shm,.build --write docs/performance.md
	swift build $(STATIC) --product Crowd
	python3 Benchmarks/served.py $(RELEASE) .build/release/Crowd --folder .build --write docs/performance.md
	swift build $(STATIC) --product Scale
	mkdir -p $(CASES)
	[ -d $(CASES)/few ] || .build/release/Scale make $(CASES)/few 1000 100
	[ -d $(CASES)/many ] || .build/release/Scale make $(CASES)/many 140000 100000
	python3 Tests/Scale/measure.py $(RELEASE) --cases $(CASES)/few $(CASES)/many --write docs/performance.md

install-samples:
	@$(call has,$(SAMPLES)) || { $(SUDO) apt-get update -q && $(SUDO) apt-get install -q -y --no-install-recommends $(SAMPLES); }

demo: release install-samples
	@BRANKAS=$(abspath $(RELEASE)) bash Tests/demo.sh

# For root: a service, a real sshd, and accounts that are made for it and removed again.
demo-service: release install-samples
	@$(call has,$(DOOR)) || { $(SUDO) apt-get update -q && $(SUDO) apt-get install -q -y --no-install-recommends $(DOOR); }
	@$(SUDO) env BRANKAS=$(abspath $(RELEASE)) bash Tests/demo-service.sh

# docs/a-day.md, from what is seen.
a-day: release
	python3 Tests/a-day.py $(RELEASE) docs/a-day.md

# --- Installing: make install PREFIX=… [DESTDIR=…] [COMPLETIONS=id] ---

PREFIX ?= /usr/local
DESTDIR ?=
ROOT = $(DESTDIR)$(PREFIX)
DOC = $(ROOT)/share/doc/brankas
# The language in which zsh and fish explain what they complete. Manual pages come in both.
COMPLETIONS ?= en
GENERATED := .build/install
# The tool that the argument parser's GenerateManual plugin runs. The plugin itself would build all of Brankas anew.
MANUAL := .build/debug/generate-manual
DATE = $(or $(shell git log -1 --format=%cs 2>/dev/null),$(shell date +%F))
# Where the system's own settings lie, sshd's among them: of what is installed for a system, /etc.
ETC ?= $(if $(filter /usr /usr/local,$(PREFIX)),/etc,$(PREFIX)/etc)
SSHD = $(DESTDIR)$(ETC)/ssh/sshd_config.d
UNITS := brankas@.service brankas@.socket

install: release
	swift build --product generate-manual
	rm -rf $(GENERATED) && mkdir -p $(GENERATED)/en $(GENERATED)/id
	for language in en id; do BRANKAS_LANG=$$language $(MANUAL) $(RELEASE) --multi-page --date $(DATE) \
		--output-directory $(GENERATED)/$$language || exit 1; done
	# A page is found by the name of its file, and shows the command as it is typed.
	for page in $(GENERATED)/??/*.1; do name=$$(basename $$page .1); sed -i "s/^\.Nm \"brankas .*/.Nm $$name/; \
		s/^\.Nm$$/.Nm \"$${name//./ }\"/; s/^\.Nd \"\(.*\)\"$$/.Nd \1/" $$page || exit 1; done
	for shell in bash zsh fish; do BRANKAS_LANG=$(COMPLETIONS) $(RELEASE) --generate-completion-script $$shell \
		>$(GENERATED)/$$shell || exit 1; done
	for unit in $(UNITS); do sed 's#/usr/bin/brankas#$(PREFIX)/bin/brankas#g' packaging/systemd/$$unit >$(GENERATED)/$$unit || exit 1; done
	install -D -m 755 $(RELEASE) $(ROOT)/bin/brankas
	install -D -m 644 $(GENERATED)/bash $(ROOT)/share/bash-completion/completions/brankas
	install -D -m 644 $(GENERATED)/zsh $(ROOT)/share/zsh/site-functions/_brankas
	install -D -m 644 $(GENERATED)/fish $(ROOT)/share/fish/vendor_completions.d/brankas.fish
	install -D -m 644 -t $(ROOT)/share/man/man1 $(GENERATED)/en/*.1
	install -D -m 644 -t $(ROOT)/share/man/id/man1 $(GENERATED)/id/*.1
	install -D -m 644 -t $(DOC) README.md SECURITY.md CONTRIBUTING.md CHANGELOG.md keys.example
	install -D -m 644 -t $(DOC)/docs docs/*.*
	install -D -m 644 -t $(DOC)/docs/reviews docs/reviews/*
	install -D -m 644 -t $(ROOT)/lib/systemd/system $(addprefix $(GENERATED)/,$(UNITS))
	install -D -m 644 -t $(ROOT)/lib/sysusers.d packaging/sysusers.d/brankas.conf
	install -D -m 644 -t $(ROOT)/lib/tmpfiles.d packaging/tmpfiles.d/brankas.conf
	install -D -m 644 -t $(SSHD) packaging/ssh/brankas-gate.conf

uninstall:
	rm -f $(ROOT)/bin/brankas $(ROOT)/share/bash-completion/completions/brankas \
		$(ROOT)/share/zsh/site-functions/_brankas $(ROOT)/share/fish/vendor_completions.d/brankas.fish
	rm -f $(addsuffix /brankas*.1,$(ROOT)/share/man/man1 $(ROOT)/share/man/id/man1)
	rm -f $(addprefix $(ROOT)/lib/systemd/system/,$(UNITS)) $(ROOT)/lib/sysusers.d/brankas.conf \
		$(ROOT)/lib/tmpfiles.d/brankas.conf $(SSHD)/brankas-gate.conf
	rm -rf $(DOC)

check-install: release
	bash Tests/install.sh

# --- Debian packages, into .build/deb: make deb [MAINTAINER='Name <address>'] ---

PACKAGING := dpkg-dev lintian
MAINTAINER ?= The authors of Brankas <brankas@brankas.example>

deb: export MAINTAINER := $(MAINTAINER)
deb: export SOURCE_DATE_EPOCH := $(or $(SOURCE_DATE_EPOCH),$(shell git log -1 --format=%ct 2>/dev/null || date +%s))
deb:
	@$(call has,$(PACKAGING)) || { $(SUDO) apt-get update -q && $(SUDO) apt-get install -q -y --no-install-recommends $(PACKAGING); }
	rm -rf .build/deb
	$(MAKE) install DESTDIR=$(CURDIR)/.build/deb/tree PREFIX=/usr
	bash packaging/deb.sh .build/deb/tree .build/deb
	rm -rf .build/deb/tree

# For root: installs the packages on this machine, looks at what came, and takes them away again.
check-deb: deb
	bash Tests/deb.sh .build/deb

# A vault served at a socket that the system opens, as the units have it.
check-activate: release install-peers
	@command -v systemd-socket-activate >/dev/null || $(SUDO) apt-get install -q -y --no-install-recommends systemd
	bash Tests/activate.sh $(RELEASE)

# Of what the program is made up. Writes its part of docs/performance.md.
size: release
	python3 packaging/size.py $(RELEASE) '$(ICU)' --write docs/performance.md

format:
	swift format --in-place --recursive Sources Tests Package.swift

lint:
	swift format lint --strict --recursive Sources Tests Package.swift

clean:
	rm -rf .build .build-fuzz demo
