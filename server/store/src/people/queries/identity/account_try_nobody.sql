-- What a login that nobody has costs, so that it takes as long as one that somebody has: a row is written, and is what it was.
update operator_key set fingerprint = fingerprint
