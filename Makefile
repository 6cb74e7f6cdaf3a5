# SPDX-License-Identifier: Apache-2.0

# Where things go. Settings are always in /etc: that is where almanacd looks.
PREFIX ?= /usr/local
DESTDIR ?=
BINDIR = $(PREFIX)/bin
LIBEXECDIR = $(PREFIX)/libexec/almanac
UNITDIR = $(PREFIX)/lib/systemd
SHAREDIR = $(PREFIX)/share
ETCDIR = /etc/almanac
# What `make build` has built.
BUILT ?= .build/release
# For `make test`, `make bench` and `make fuzz`: passed on.
ARGS ?=
# For `make run`: your own settings.
CONFIG ?=

INSTALL = install -D
UNITS = $(foreach manager,system user,$(addprefix $(manager)/,almanacd.service almanacd.socket))
MANPAGES = $(wildcard docs/man/*.[1-8])
DROPINS = $(wildcard systemd/drop-ins/*.conf)
# Units and man pages name the places that PREFIX=/usr makes.
OURPLACES = s|/usr/bin/|$(BINDIR)/|g; s|/usr/libexec/almanac|$(LIBEXECDIR)|g; \
	s|/usr/share/doc/almanac|$(SHAREDIR)/doc/almanac|g; s|/usr/lib/systemd/catalog/|$(UNITDIR)/catalog/|g
# Whose units these will be: some settings are known since 254 only, and others complain of them.
SYSTEMD_VERSION ?= $(shell systemctl --version 2>/dev/null | sed -n 's/^systemd \([0-9]*\).*/\1/p')

.PHONY: help run test build install uninstall format lint bench fuzz

help:
	@echo 'make run                        a tour: a calendar server with sample events, and almanacd beside it'
	@echo 'make run CONFIG=FILE            almanacd with your own settings, and a database of its own'
	@echo 'make test [ARGS=...]            all tests; ARGS="--filter NAME" for some'
	@echo 'make build                      a release, in $(BUILT)'
	@echo 'make install [PREFIX= DESTDIR=] puts what was built into $(PREFIX)'
	@echo 'make uninstall [PREFIX= DESTDIR=]'
	@echo 'make format                     lays out the Swift files'
	@echo 'make lint                       says where they are not laid out'
	@echo 'make bench                      the measurements'
	@echo 'make fuzz [ARGS=...]             looks for input that the calendar code cannot bear; ARGS="TARGET SECONDS"'
	@echo
	@echo 'run, test and build install what they need and is missing (Debian packages, with sudo).'

run:
	@scripts/setup
	@scripts/run $(if $(CONFIG),'$(CONFIG)')

test:
	@scripts/test $(ARGS)

# With the Swift runtime inside: nothing but the two programs has to be installed, and the unit's sandbox need not let
# anything else run.
build:
	@scripts/setup
	swift build -c release --static-swift-stdlib --product almanacd
	swift build -c release --static-swift-stdlib --product almanac
	scripts/crash-tracer $(BUILT)

install:
	@test -x $(BUILT)/almanacd -a -x $(BUILT)/almanac || { echo 'First, not as root: make build' >&2; exit 1; }
	$(INSTALL) -m 755 $(BUILT)/almanacd $(DESTDIR)$(BINDIR)/almanacd
	$(INSTALL) -m 755 $(BUILT)/almanac $(DESTDIR)$(BINDIR)/almanac
# Without it the daemon runs as well, and a crash leaves no report.
	@test ! -x $(BUILT)/swift-backtrace-static || { \
		$(INSTALL) -m 755 $(BUILT)/swift-backtrace-static $(DESTDIR)$(LIBEXECDIR)/swift-backtrace-static && \
		$(INSTALL) -m 644 $(BUILT)/swift-backtrace-static.LICENSE $(DESTDIR)$(SHAREDIR)/doc/almanac/swift-backtrace-static.LICENSE; }
	@for unit in $(UNITS); do \
		mkdir -p $(DESTDIR)$(UNITDIR)/$${unit%/*} && \
		sed '$(OURPLACES)' systemd/$${unit#system/} >$(DESTDIR)$(UNITDIR)/$$unit && \
		chmod 644 $(DESTDIR)$(UNITDIR)/$$unit && echo $(DESTDIR)$(UNITDIR)/$$unit || exit 1; \
	done
	$(INSTALL) -m 644 systemd/catalog/almanac.catalog $(DESTDIR)$(UNITDIR)/catalog/almanac.catalog
	@for manager in system user; do \
		if [ '$(or $(SYSTEMD_VERSION),0)' -ge 254 ]; then \
			$(INSTALL) -m 644 systemd/since-254.conf \
				$(DESTDIR)$(UNITDIR)/$$manager/almanacd.service.d/since-254.conf || exit 1; \
		else rm -f $(DESTDIR)$(UNITDIR)/$$manager/almanacd.service.d/since-254.conf; fi; \
	done
	@for file in $(DROPINS); do \
		$(INSTALL) -m 644 $$file $(DESTDIR)$(SHAREDIR)/doc/almanac/drop-ins/$${file##*/} || exit 1; \
	done
	$(INSTALL) -m 644 systemd/sysusers.d/almanac.conf $(DESTDIR)$(PREFIX)/lib/sysusers.d/almanac.conf
	$(INSTALL) -m 644 systemd/tmpfiles.d/almanac.conf $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/almanac.conf
	$(INSTALL) -m 644 etc/almanac/almanac.toml $(DESTDIR)$(SHAREDIR)/doc/almanac/almanac.toml
	$(INSTALL) -m 644 LICENSE $(DESTDIR)$(SHAREDIR)/doc/almanac/LICENSE
	$(INSTALL) -m 644 LICENSES/Unicode-3.0.txt $(DESTDIR)$(SHAREDIR)/doc/almanac/Unicode-3.0.txt
	@test -e $(DESTDIR)$(ETCDIR)/almanac.toml && echo 'kept: $(DESTDIR)$(ETCDIR)/almanac.toml' || \
		$(INSTALL) -m 644 etc/almanac/almanac.toml $(DESTDIR)$(ETCDIR)/almanac.toml
	@mkdir -p -m 700 $(DESTDIR)$(ETCDIR)/credentials $(DESTDIR)$(ETCDIR)/credentials.encrypted
	@for program in almanac almanacd; do \
		mkdir -p $(DESTDIR)$(SHAREDIR)/bash-completion/completions $(DESTDIR)$(SHAREDIR)/zsh/site-functions \
			$(DESTDIR)$(SHAREDIR)/fish/vendor_completions.d && \
		$(BUILT)/$$program --generate-completion-script bash >$(DESTDIR)$(SHAREDIR)/bash-completion/completions/$$program && \
		$(BUILT)/$$program --generate-completion-script zsh >$(DESTDIR)$(SHAREDIR)/zsh/site-functions/_$$program && \
		$(BUILT)/$$program --generate-completion-script fish >$(DESTDIR)$(SHAREDIR)/fish/vendor_completions.d/$$program.fish || exit 1; \
	done
	@for page in $(MANPAGES); do \
		folder=$(DESTDIR)$(SHAREDIR)/man/man$${page##*.} && mkdir -p $$folder && \
		sed '$(OURPLACES)' $$page >$$folder/$${page##*/} && chmod 644 $$folder/$${page##*/} || exit 1; \
	done
ifeq ($(DESTDIR),)
	@echo
	@echo 'Next:  systemd-sysusers && systemd-tmpfiles --create almanac.conf && systemctl daemon-reload'
	@echo '       journalctl --update-catalog    (then journalctl -x explains what almanacd logs)'
	@echo '       then an account in $(ETCDIR)/almanac.toml, its password in $(ETCDIR)/credentials/NAME (mode 600),'
	@echo '       and: systemctl enable --now almanacd'
	@echo 'Or, for yourself alone: ~/.config/almanac/almanac.toml, and: systemctl --user enable --now almanacd'
endif

uninstall:
	rm -f $(DESTDIR)$(BINDIR)/almanacd $(DESTDIR)$(BINDIR)/almanac
	rm -f $(addprefix $(DESTDIR)$(UNITDIR)/,$(UNITS))
	rm -f $(DESTDIR)$(UNITDIR)/catalog/almanac.catalog
	rm -f $(DESTDIR)$(UNITDIR)/*/almanacd.service.d/since-254.conf
	@rmdir $(DESTDIR)$(UNITDIR)/*/almanacd.service.d 2>/dev/null || true
	rm -f $(DESTDIR)$(PREFIX)/lib/sysusers.d/almanac.conf $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/almanac.conf
	rm -f $(DESTDIR)$(SHAREDIR)/bash-completion/completions/almanac $(DESTDIR)$(SHAREDIR)/bash-completion/completions/almanacd
	rm -f $(DESTDIR)$(SHAREDIR)/zsh/site-functions/_almanac $(DESTDIR)$(SHAREDIR)/zsh/site-functions/_almanacd
	rm -f $(DESTDIR)$(SHAREDIR)/fish/vendor_completions.d/almanac.fish $(DESTDIR)$(SHAREDIR)/fish/vendor_completions.d/almanacd.fish
	rm -rf $(DESTDIR)$(SHAREDIR)/doc/almanac $(DESTDIR)$(LIBEXECDIR)
	@for page in $(MANPAGES); do rm -f $(DESTDIR)$(SHAREDIR)/man/man$${page##*.}/$${page##*/}; done
	@echo 'Kept: $(DESTDIR)$(ETCDIR), /var/lib/almanac, the user and group almanac.'

format:
	@scripts/lint fix

lint:
	@scripts/lint

bench:
	@scripts/setup
	@scripts/bench $(ARGS)

fuzz:
	@scripts/setup
	@scripts/fuzz $(ARGS)
