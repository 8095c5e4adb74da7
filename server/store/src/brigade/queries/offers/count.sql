insert into offer (day, arm, begun, sent) values ($1, $2, $3, $4)
on conflict (day, arm) do update set begun = offer.begun + excluded.begun, sent = offer.sent + excluded.sent
