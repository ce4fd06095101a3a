"""From the bytes of an upload to typed columns, and every problem on the way by row and column."""
