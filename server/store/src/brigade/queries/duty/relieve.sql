update conversation set account_id = null
where state = 0 and account_id is not null and not exists (
    select 1 from duty where duty.account_id = conversation.account_id and until_at >= $1 and paused_at is null
)
