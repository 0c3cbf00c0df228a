"""What the clock does for `teams`: it says what is due, once."""
