select cast(coalesce(sum(changes), 0) as bigint) from source_state
