"""A mail server on loopback and certificates of an authority of our own."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.notifications.smtp_server import Server, Sink, started


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Callable[..., Sink]]:
    """Start scripted servers; each ends with the test."""
    servers: list[Server] = []

    def start(**script: Any) -> Sink:
        options = {key: script.pop(key) for key in list(script) if key in Sink.__dataclass_fields__}
        made = Sink(tmp_path / f"witness-{len(servers)}", script=script, **options)
        servers.append(started(made))
        return made

    yield start
    for server in servers:
        server.sink.stopped.set()
        server.shutdown()
        server.server_close()


class Authority:
    """A certificate authority of our own and the server certificates it hands out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Invented Authority")])
        self.ca_file = folder / "authority.pem"
        self.ca_file.write_bytes(_pem(self._signed(self._name, self._key, "authority", authority=True)))

    def certificate(self, host: str, *, expired: bool = False) -> tuple[Path, Path]:
        """Return the files of a certificate for a host name and of its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        chain, secret = self.folder / f"{host}-{expired}.pem", self.folder / f"{host}-{expired}.key"
        chain.write_bytes(_pem(self._signed(subject, key, host, expired=expired)))
        secret.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return chain, secret

    def _signed(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        host: str,
        *,
        authority: bool = False,
        expired: bool = False,
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=10))
            .not_valid_after(now + timedelta(days=-1 if expired else 10))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(self._key, hashes.SHA256())
        )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))
