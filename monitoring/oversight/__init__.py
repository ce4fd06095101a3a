"""How the state's people share the LEAs among them: which monitor each LEA is assigned to.

And what they note of an LEA for themselves."""
