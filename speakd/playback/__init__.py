"""Sound output: one contract, one file per backend."""
