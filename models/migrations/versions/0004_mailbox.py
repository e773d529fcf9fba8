"""The office's mailbox: received messages, where they lay, and addresses mail came back from."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this version."""
    op.create_table(
        "received_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('automatic', 'bounce', 'new', 'oversize', 'quarantined', 'refused', 'repeat', 'stranger', 'taken', 'words')",
            name=op.f("ck_received_message_state"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_received_message_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name=op.f("fk_received_message_mail_id_mail")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_received_message_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_message")),
        sa.UniqueConstraint("sha256", name=op.f("uq_received_message_sha256")),
    )
    with op.batch_alter_table("received_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_received_message_fingerprint"), ["fingerprint"], unique=False)

    op.create_table(
        "mailbox_place",
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("validity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("received_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["received_id"], ["received_message.id"], name=op.f("fk_mailbox_place_received_id_received_message")
        ),
        sa.PrimaryKeyConstraint("mailbox", "validity", "uid", name=op.f("pk_mailbox_place")),
    )
    op.create_table(
        "bounced_address",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=False),
        sa.Column("received_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("bounced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name=op.f("fk_bounced_address_mail_id_mail")),
        sa.ForeignKeyConstraint(
            ["received_id"], ["received_message.id"], name=op.f("fk_bounced_address_received_id_received_message")
        ),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_bounced_address")),
    )
