update account set closed_at = $1 where subject like 'demonstration:%' and closed_at is null
