"""One planned day played many times over: who will be inside the promised bands, and where buffers pay."""
