"""What the clock has to do in `feedback`: a module a noun, gathered in `due`."""
