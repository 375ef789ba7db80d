"""Language of a sentence, behind one contract."""
