"""How well customers were kept informed, in figures: per incident, and over many."""
