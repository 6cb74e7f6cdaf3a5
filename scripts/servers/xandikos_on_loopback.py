"""Runs `xandikos multi-user` with Basic authentication over plain HTTP.

Xandikos takes --htpasswd only together with TLS (--autocert). For tests on 127.0.0.1 this hands it a TLS context that
is never used and listens without one; Xandikos itself still checks the passwords.
"""

import aiohttp.web
from xandikos import autocert
from xandikos.__main__ import cli_main

tcp_site = aiohttp.web.TCPSite


def plain_site(runner, host, port, ssl_context=None, **options):
    return tcp_site(runner, host, port, **options)


autocert.ensure_self_signed = lambda *arguments, **options: ("", "")
autocert.make_ssl_context = lambda *arguments, **options: object()
aiohttp.web.TCPSite = plain_site
cli_main()
