"""What a reminder pressed for that left before the ledger was restored, so that a later sweep does not press for it again."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this version."""
    with op.batch_alter_table("departed", schema=None) as batch_op:
        batch_op.add_column(sa.Column("about", sa.JSON(none_as_null=True), nullable=True))
