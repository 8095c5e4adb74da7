insert into mailbox (channel, validity, uid) values ($1, $2, $3)
on conflict (channel) do update set validity = excluded.validity,
    uid = case when mailbox.validity = excluded.validity and mailbox.uid > excluded.uid then mailbox.uid else excluded.uid end
