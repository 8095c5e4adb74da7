select fingerprint from operator_key
