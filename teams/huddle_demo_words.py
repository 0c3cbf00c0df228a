"""What the demonstration's teams said in their huddles."""

from __future__ import annotations

FOCUS = (
    "Ring the customer before the van is late, not after.",
    "First contact: finish it while they are on the phone.",
    "Read the last note before you say hello.",
    "Ask what a good end would look like, then say what we can do.",
    "Write the order number first, so that nobody asks twice.",
    "Slow down on returns: two minutes more save a second call.",
    "Say by when, and keep it.",
    "Look for the customer who has called before.",
)
CALLS = (
    "Everybody rings one customer back before noon.",
    "Say by when, every time.",
    "Two minutes more on each return.",
    "Read the last note before the first word.",
    "Nobody waits for a second answer today.",
    "Ask one customer what would have helped sooner.",
    "Tell the depot at once when an address looks wrong.",
)
INSPIRED = (
    "My neighbour fixed a stranger’s bicycle in the rain and was late for work himself.",
    "A nurse who wrote down what my mother liked for breakfast, and it came.",
    "The baker on our street who says good morning to everybody by name.",
    "A customer thanked me for an answer from last year. She had kept the mail.",
    "My daughter asks until she has understood. I want to do that more.",
    "The driver who came back with the missing screw, on his own evening.",
    "A film about lighthouse keepers: most of it was being there.",
    "An old colleague who never once said that it is not his department.",
    "The library lends tools now. Somebody simply asked why not.",
)
TAKEN = (
    "Ask the depot for the times of the late van",
    "Write a line for chat about the new fabric",
    "Show Yusuf how returns with a pick-up go",
    "Find out why the size guide is hard to find",
    "Ring the customer from yesterday with the broken shelf",
    "Collect three examples of unclear wording",
)
ADDED = (
    "I was on the late shift: the depot says the times are on the board by four.",
    "Good one. I tried it with two customers today, and both were surprised.",
    "The size guide is under Help now, I just saw it.",
)
