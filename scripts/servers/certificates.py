"""certificates.py DIR: authorities and certificates for tests, made with trustme, in DIR.

ca.pem is the authority; NAME.pem and NAME.key are a certificate and its key:
    good      from that authority for localhost, the names below it that tls_cases.py has, 127.0.0.1 and ::1
    expired   the same, until yesterday
    early     the same, from tomorrow on
    other     the same, for other.example.org only
    unknown   as good, from another authority, which is in no file
    selfmade  as good, signed by its own key
    client    for a client, from that authority
"""

import datetime
import pathlib
import sys

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

# A certificate for *.localhost is not taken: the part after the star has no dot.
LABELS = ["good", "expired", "early", "unknown", "selfmade", "client", "old", "h2reset", "h2garbage"]
NAMES = ["localhost", "127.0.0.1", "::1"] + [label + ".localhost" for label in LABELS]
NOW = datetime.datetime.now(datetime.timezone.utc)
DAY = datetime.timedelta(days=1)


def write(folder, name, leaf):
    leaf.private_key_pem.write_to_path(folder / f"{name}.key")
    (folder / f"{name}.key").chmod(0o600)
    (folder / f"{name}.pem").write_bytes(b"".join(blob.bytes() for blob in leaf.cert_chain_pems))


def write_selfmade(folder, leaf):
    """The same names under the leaf's own key."""
    key = serialization.load_pem_private_key(leaf.private_key_pem.bytes(), None)
    given = x509.load_pem_x509_certificate(leaf.cert_chain_pems[0].bytes())
    builder = x509.CertificateBuilder(
        issuer_name=given.subject,
        subject_name=given.subject,
        public_key=key.public_key(),
        serial_number=given.serial_number,
        not_valid_before=NOW - DAY,
        not_valid_after=NOW + DAY,
    )
    names = given.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    made = builder.add_extension(names.value, critical=False).sign(key, hashes.SHA256())
    write(folder, "selfmade", leaf)
    (folder / "selfmade.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))


def main(folder):
    authority, stranger = trustme.CA(), trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    write(folder, "good", authority.issue_cert(*NAMES))
    write(folder, "expired", authority.issue_cert(*NAMES, not_before=NOW - 9 * DAY, not_after=NOW - DAY))
    write(folder, "early", authority.issue_cert(*NAMES, not_before=NOW + DAY, not_after=NOW + 9 * DAY))
    write(folder, "other", authority.issue_cert("other.example.org"))
    write(folder, "unknown", stranger.issue_cert(*NAMES))
    write(folder, "client", authority.issue_cert("alice@example.org"))
    write_selfmade(folder, authority.issue_cert(*NAMES))


main(pathlib.Path(sys.argv[1]))
