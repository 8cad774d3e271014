"""The books as an accountant needs them: closed month by month, proven, and exported."""
