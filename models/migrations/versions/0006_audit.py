"""The audit log, the head a published month bears, and append-only tables that are so by trigger."""

import sqlalchemy as sa
from alembic import op

from models.triggers import forbid_changes

# The lock and what it guards in one question: each statement inside sees what was committed before it began, so the head is read
# after the lock is held. SQLite has one writer anyway.
HEAD = """
CREATE OR REPLACE FUNCTION duban_audit_head() RETURNS TABLE (number integer, hash text) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('audit log', 0));
    RETURN QUERY SELECT entry.number, entry.hash::text FROM audit_entry entry ORDER BY entry.number DESC LIMIT 1;
END $$
"""

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this version."""
    op.create_table(
        "audit_entry",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("month", schema=None) as batch_op:
        batch_op.add_column(sa.Column("audit_length", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("audit_head", sa.String(length=64), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        op.execute(HEAD)
    forbid_changes(op.get_bind(), "audit_entry", "fact", "returned_file", "act", "proof", "evidence")
