"""The way in: words and files become readings here, through one funnel and no other.

`resolve` turns words into ids, instants and figures; `files` turns a file into rows; `imports` checks a
file, brings it in and takes it back; `funnel` is the only writer of readings.
"""
