"""How sure the reader is that something is what it was taken for: one number for each kind of evidence.

Below `document.UNSURE` (0.7) a person is asked.
"""

LABELLED = 1.0  # a label or the heading of a column says so
BELOW_LABEL = 0.9  # a line without a marker, below a label that announced a list
ABOVE_LABEL = 0.85  # a title right above labelled key results
WEAKLY_LABELLED = 0.8  # by a word that names other things too: «Results»
LISTED = 0.75  # a line with a number in a list right below an objective
SPOKEN = 0.65  # a sentence calls it so
DIVIDED = 0.65  # between the commas of a sentence
PLACED = 0.6  # only its place in the outline says so
