"""Pictures, words and drawings that the program ships, and the code that draws its demo."""
