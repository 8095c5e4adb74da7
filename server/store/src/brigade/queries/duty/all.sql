select duty.account_id, until_at, paused_at, count(conversation.id) as held,
    count(case when conversation.state = 0 then 1 end) as waiting, min(conversation.waits_since) as oldest
from duty left join conversation on conversation.account_id = duty.account_id and conversation.state in (0, 1)
where until_at >= $1
group by duty.account_id, until_at, paused_at
order by duty.account_id
limit $2
