"""The report on how well customers were kept informed, as sections that every format shows."""
