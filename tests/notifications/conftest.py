"""A mail server on loopback, certificates of our own authority, and one office's desk."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from duban.plan import Due
from duban.rules.campaign import Campaign, CampaignTask
from duban.units import Register, Unit
from notifications.desk import Desk, Office
from tests.notifications.smtp_server import Server, Sink, started

COUNTY = (
    Unit("县教育局", "部门", contact="edu@example.test", head="edu-head@example.test"),
    Unit("甲乡", "乡镇", ("各乡镇",), contact="jia@example.test", head="jia@example.test"),
    Unit("乙乡", "乡镇", ("各乡镇",)),
)
TASKS = (
    CampaignTask(
        "1",
        "控辍保学",
        leader="分管副县长",
        responsible=("县教育局", "各乡镇"),
        due=(Due("2017年6月底前", "by", end=date(2017, 6, 30)), Due("每季度1次", "recurring", every="P3M", times=1)),
    ),
    CampaignTask("2", "校舍安全排查整治", leader="县委书记", responsible=("县教育局",)),
)


@pytest.fixture
def desk() -> Desk:
    campaign = Campaign(
        "某县教育攻坚",
        date(2017, 5, 20),
        "县委书记",
        Register(COUNTY),
        TASKS,
        {"县委书记": "head@example.test", "分管副县长": "vice@example.test"},
    )
    return Desk(Office("某县教育攻坚领导小组办公室", "duban@example.test", "0000-0000000"), campaign)


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
