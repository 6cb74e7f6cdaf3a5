"""hostile.py PORT: a calendar server on 127.0.0.1:PORT that wears its clients out.

Below /KIND/ discovery works and finds one calendar, /KIND/cal/. Its list, a PROPFIND of depth 1, is the trap; KIND is
    well        none: an empty calendar
    drip        a byte a second            stall       a head, and then nothing
    gigabyte    1 GiB of large texts       million     a million small responses
    bomb        1 GiB in 1 MiB of gzip     nested      64 GiB, packed twice
    tag         one tag of 1 GiB           deep        elements inside elements
    attributes  a million in one tag       entities    a billion laughs       external   an entity from elsewhere
    headers     lines without end          interim     103 Early Hints without end
    extensions  one chunk whose extension has no end
Nothing of it is ever held as a whole.
"""

import asyncio
import sys
import zlib

MIB = 1 << 20
OPEN = b'<?xml version="1.0"?><multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
CLOSE = b"</multistatus>"
LARGE = (b"<response><href>/x/%s</href><propstat><prop><displayname>" % (b"h" * 1000) + b"d" * 60_000
         + b"</displayname></prop><status>HTTP/1.1 200 OK</status></propstat></response>")
LARGE_BLOCK = LARGE * (MIB // len(LARGE))


def found(href, properties):
    return b"<response><href>%s</href><propstat><prop>%s</prop><status>HTTP/1.1 200 OK</status></propstat></response>" % (
        href, properties)


def segment(data):
    """Deflated so that it may stand anywhere in a stream, any number of times."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)


GZIP = b"\x1f\x8b\x08\0\0\0\0\0\0\3"


def pieces(kind):
    """The list of the calendar, decoded, piece by piece."""
    home = found(b"/%s/cal/" % kind.encode(), b"<resourcetype><collection/><C:calendar/></resourcetype>")
    yield OPEN + home
    if kind == "gigabyte":
        for _ in range(1024):
            yield LARGE_BLOCK
    if kind == "million":
        for start in range(0, 1_000_000, 1000):
            yield b"".join(
                found(b"/million/cal/%d-of-a-million.ics" % n, b'<getetag>"%d"</getetag>' % n)
                for n in range(start, start + 1000))
        return
    if kind == "tag":
        yield b"<response "
        for _ in range(1024):
            yield b"a" * MIB
    if kind == "attributes":
        yield b"<response "
        for start in range(0, 1_000_000, 1000):
            yield b" ".join(b'a%d=""' % n for n in range(start, start + 1000)) + b" "
    if kind == "deep":
        yield b"<a>" * 100_000
    yield CLOSE


def packed(kind):
    block = segment(LARGE_BLOCK)
    yield GZIP + segment(OPEN)
    if kind == "bomb":
        for _ in range(1024):
            yield block


def packed_twice():
    inner = segment(b"".join(packed("nothing")))
    block = segment(segment(LARGE_BLOCK) * 256)
    yield GZIP + inner
    for _ in range(256):
        yield block


DOCTYPES = {
    "entities": b"<!DOCTYPE x [<!ENTITY a 'laugh'>%s]>" % b"".join(
        b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)),
    "external": b"<!DOCTYPE x [<!ENTITY j SYSTEM 'file:///etc/passwd'>]>",
}


class Client:
    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    async def send(self, data):
        self.writer.write(data)
        await self.writer.drain()

    async def head(self, *lines, status=b"207 Multi-Status"):
        await self.send(b"\r\n".join([b"HTTP/1.1 " + status, b"Content-Type: application/xml", *lines]) + b"\r\n\r\n")

    async def whole(self, body):
        await self.head(b"Content-Length: %d" % len(body))
        await self.send(body)

    async def chunked(self, parts, *lines):
        await self.head(b"Transfer-Encoding: chunked", *lines)
        for part in parts:
            await self.send(b"%x\r\n%s\r\n" % (len(part), part))
        await self.send(b"0\r\n\r\n")

    async def for_ever(self, data, pause=0.0):
        while True:
            await self.send(data)
            await asyncio.sleep(pause)

    async def trap(self, kind):
        if kind in DOCTYPES:
            letter = b"&j;"
            await self.whole(b'<?xml version="1.0"?>' + DOCTYPES[kind] + OPEN[21:] + letter + CLOSE)
        elif kind == "drip":
            await self.head()
            for byte in OPEN + LARGE:
                await self.send(bytes([byte]))
                await asyncio.sleep(1)
        elif kind == "stall":
            await self.head(b"Content-Length: 1000")
            await asyncio.sleep(3600)
        elif kind == "bomb":
            await self.chunked(packed(kind), b"Content-Encoding: gzip")
        elif kind == "nested":
            await self.chunked(packed_twice(), b"Content-Encoding: gzip, gzip")
        elif kind == "headers":
            await self.send(b"HTTP/1.1 207 -\r\n")
            await self.for_ever(b"X-Long: " + b"y" * 1000 + b"\r\n")
        elif kind == "interim":
            await self.for_ever(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
        elif kind == "extensions":
            await self.head(b"Transfer-Encoding: chunked")
            await self.send(b"1;x=")
            await self.for_ever(b"y" * 1000, 0.01)
        else:
            await self.chunked(pieces(kind))

    async def answer(self, head):
        method, path, _ = head.split(b"\r\n")[0].decode().split(" ", 2)
        headers = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
        await self.reader.readexactly(int(headers.get(b"content-length", 0)))
        kind = path.split("/")[1]
        home = b"/%s/" % kind.encode()
        if method == "PROPFIND" and path.endswith("/cal/") and headers.get(b"depth") == b"1":
            return await self.trap(kind)
        principal = b"<current-user-principal><href>%s</href></current-user-principal>" % home
        own = principal + b"<C:calendar-home-set><href>%s</href></C:calendar-home-set>" % home
        body = found(home, own + b"<resourcetype><collection/></resourcetype>")
        if headers.get(b"depth") == b"1":
            body += found(
                home + b"cal/", b"<resourcetype><collection/><C:calendar/></resourcetype>"
                b'<getctag xmlns="http://calendarserver.org/ns/">1</getctag>')
        await self.whole(OPEN + body + CLOSE)

    async def serve(self):
        try:
            while True:
                await self.answer(await self.reader.readuntil(b"\r\n\r\n"))
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.writer.close()


async def main():
    server = await asyncio.start_server(lambda *ends: Client(*ends).serve(), "127.0.0.1", int(sys.argv[1]))
    await server.serve_forever()


asyncio.run(main())
