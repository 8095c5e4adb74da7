-- An attempt is counted before the password is looked at: of many at once, only so many are. The last one locks; a lock
-- that ended leaves a clean slate.
update account
set failures = case when locked_until > 0 then 1 else failures + 1 end,
    locked_until = case when locked_until = 0 and failures + 1 >= $3 then $4 else 0 end
where id = $1 and locked_until <= $2
