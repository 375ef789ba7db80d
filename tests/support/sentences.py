"""The closed set of sentences that the recogniser chooses from."""

SENTENCES = (
    "The quick brown fox jumps over the lazy dog.",
    "Please read this sentence to me slowly.",
    "My grandmother keeps seven chickens in the garden.",
    "Tomorrow the weather will be cold and windy.",
    "The train to London leaves at nine.",
    "She sells fresh bread and butter on the market.",
    "Winter mornings are dark and very quiet.",
    "He lost his keys somewhere in the house.",
    "A small boat crossed the river at night.",
    "Music makes the long evening short.",
)

NOTICES = (
    "nothing to read",
    "the clipboard holds an image",
    "the clipboard does not answer",
    "nothing is selected",
    "protected text",
)
"""What speakd says about itself; spoken or not, it stands among the controls."""
