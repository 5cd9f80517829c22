"""The proof of a plan: every state that its engine can reach, explored with the engine itself (`plan check`)."""
