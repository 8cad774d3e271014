"""Operations that one service answers by itself: rows of tables, and how they are forwarded."""
