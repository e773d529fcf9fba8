"""What remembers: typed rows, every query, the outbox and the migrations. Judging and wording live elsewhere."""
