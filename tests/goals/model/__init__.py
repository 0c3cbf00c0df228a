"""A slow, obviously right model of goals, and random histories on which the engine must agree with it."""
