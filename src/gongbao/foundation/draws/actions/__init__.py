"""Every write of a draw: planned, approved, committed, drawn, changed, revealed, or its reveal missed."""
