select name, kind, is_on, sealed_settings, came_at, left_at, refused_at, refused_why, failed_at, failed_why,
    (select count(*) from outgoing join correspondent on correspondent.conversation_id = outgoing.conversation_id
        where outgoing.state = 0 and correspondent.channel = name) as due
from channel order by name
