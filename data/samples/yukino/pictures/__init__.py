"""The flat drawings of the sample survey: invented people, invented places, a board in their hands."""
