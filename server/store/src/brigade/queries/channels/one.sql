select name, kind, is_on, sealed_settings, came_at, left_at, refused_at, refused_why, failed_at, failed_why, cast(0 as bigint) as due
from channel where name = $1
