"""What letters need to be never lost and never sent twice: their own deadline and matter, the state of sending, what left before."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_LIVE = sa.text("state <> 'cancelled'")


def upgrade() -> None:
    """Bring the tables to this version."""
    op.create_table(
        "message",
        sa.Column("mail_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name=op.f("fk_message_mail_id_mail"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("mail_id", name=op.f("pk_message")),
    )
    op.execute("INSERT INTO message (mail_id, content) SELECT id, message FROM mail")
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_column("message")
        batch_op.drop_constraint(batch_op.f("uq_mail_address_day"), type_="unique")
        batch_op.drop_constraint(batch_op.f("uq_mail_message_id"), type_="unique")
        batch_op.add_column(sa.Column("begun", sa.Boolean(), nullable=True))
    with op.batch_alter_table("mail", schema=None) as batch_op:
        for columns in (["address", "day"], ["message_id"]):
            batch_op.create_index(
                f"uq_mail_{'_'.join(columns)}", columns, unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE
            )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.add_column(sa.Column("about", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("give_up_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "sending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("ticked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sending")),
    )
    op.execute("INSERT INTO sending (id, serial) VALUES (1, 0)")
    op.create_table(
        "journal",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("read_to", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_journal")),
    )
    op.create_table(
        "departed",
        sa.Column("occurrence", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sure", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("occurrence", name=op.f("pk_departed")),
    )
    op.drop_table("period_claim")
